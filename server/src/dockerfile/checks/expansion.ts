import { type Expandable, expandableWhole, expandableWord, expansionOf, isPlain } from '../constants';
import type { LexErrorCode, LexResult } from '../lexState';
import type { ProblemCode } from '../problems';
import { lex } from '../shellLexer';
import type { Flag, Word } from '../tree';
import type { Facts } from './facts';

/** Reports what BuildKit cannot expand in a word, whatever its variables hold; gives its value when it has no variables. */
export function checkWord(word: Word, facts: Facts): string | undefined {
  const { text } = word;
  switch (expansionOf(text, facts.escape)) {
    case 'plain':
      return text;
    case 'quoted':
      return text.replaceAll('"', '');
    case 'variables':
      return undefined;
    case 'any':
      return checkExpandable(expandableWord(word), facts);
  }
}

/** As `checkWord`, where nobody asks for the value. */
export function checkExpansion(word: Word, facts: Facts): void {
  if (expansionOf(word.text, facts.escape) === 'any') {
    checkExpandable(expandableWord(word), facts);
  }
}

/** As `checkWord`, for the value of a flag; undefined too when it is missing or empty, which counts as not given. */
export function checkFlagValue(flag: Flag | undefined, facts: Facts): string | undefined {
  if (!flag?.value) {
    return undefined;
  }
  return isPlain(flag.value, facts.escape)
    ? flag.value
    : checkExpandable(expandableWhole(flag.value, flag.valueSpan!), facts);
}

/** As `checkWord`, for any text. */
export function checkExpandable(expandable: Expandable, facts: Facts): string | undefined {
  if (isPlain(expandable.text, facts.escape)) {
    return expandable.text;
  }
  const lexed = lex(expandable.text, { escape: facts.escape });
  reportLexErrors(lexed, expandable, facts);
  return lexed.errors.length > 0 || lexed.variables.length > 0 ? undefined : lexed.text;
}

/** Reports the errors that do not depend on what variables hold. */
export function reportLexErrors(lexed: LexResult, expandable: Expandable, { report }: Facts): void {
  for (const { code, span, detail } of lexed.errors) {
    if (code === 'variable-required' || code === 'nested-too-deep' || code === 'value-too-long') {
      // Only a build can tell, or it is a limit of ours alone.
      continue;
    }
    const hasVariables = lexed.variables.some((inner) => inner.span.start >= span.start && inner.span.end <= span.end);
    if (code !== 'invalid-pattern' || !hasVariables) {
      report(code, 'build', expandable.place(span), messageOf(code, detail));
    }
  }
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the messages quote the syntax of Dockerfiles.
function messageOf(code: ProblemCode & LexErrorCode, detail: string): string {
  switch (code) {
    case 'unbalanced-quote':
      return detail === '"'
        ? 'This double quote is never closed; close it, or put the escape character before it.'
        : 'This single quote is never closed; close it, or put the escape character before it.';
    case 'bad-substitution':
      return 'This substitution has no variable; write ${NAME}.';
    case 'unclosed-substitution':
      return 'This substitution is never closed; put a } behind it.';
    case 'unsupported-modifier':
      return `${detail} is not supported here; BuildKit knows :- - :+ + :? ? # ## % %% / and //.`;
    case 'missing-replacement':
      return 'This substitution has no replacement; write ${NAME/pattern/replacement}.';
    case 'invalid-pattern':
      return 'A backslash in this pattern may only stand before *, ?, }, / or another backslash.';
  }
}
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
