import { type Constant, constantOf, type Expandable, expandableWhole, expandableWord, isPlain } from '../constants';
import type { LexError, LexResult } from '../lexState';
import { lex } from '../shellLexer';
import type { Flag, Word } from '../tree';
import type { Facts } from './facts';

/** Reports what BuildKit cannot expand in a word, whatever its variables hold; gives its value when it has no variables. */
export function checkWord(word: Word, facts: Facts): Constant | undefined {
  return checkExpandable(expandableWord(word), facts);
}

/** As `checkWord`, for the value of a flag; undefined too when it is missing or empty, which counts as not given. */
export function checkFlagValue(flag: Flag | undefined, facts: Facts): Constant | undefined {
  if (!flag?.value) {
    return undefined;
  }
  return checkExpandable(expandableWhole(flag.value, flag.valueSpan!), facts);
}

/** As `checkWord`, for any text. */
export function checkExpandable(expandable: Expandable, facts: Facts): Constant | undefined {
  if (isPlain(expandable.text, facts.escape)) {
    return { value: expandable.text, span: expandable.span };
  }
  const lexed = lex(expandable.text, { escape: facts.escape });
  reportLexErrors(lexed, expandable, facts);
  return constantOf(expandable, facts.escape);
}

/** Reports the errors that do not depend on what variables hold. */
export function reportLexErrors(lexed: LexResult, { place }: Expandable, { report }: Facts): void {
  for (const error of lexed.errors) {
    const message = messageOf(error);
    const dependsOnValue = lexed.variables.some(({ span }) => {
      return span.start >= error.span.start && span.end <= error.span.end;
    });
    if (message !== undefined && !(error.code === 'invalid-pattern' && dependsOnValue)) {
      report(error.code, 'build', place(error.span), message);
    }
  }
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the messages quote the syntax of Dockerfiles.
/** Undefined for what only a build can tell, and for limits that are ours alone. */
function messageOf({ code, detail }: LexError): string | undefined {
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
    default:
      return undefined;
  }
}
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
