import { constantOf, type Expandable, expandableWhole } from '../constants';
import { readHeredocWord } from '../heredocs';
import { lex } from '../shellLexer';
import type { Heredoc, Instruction, InstructionName, Word } from '../tree';
import { modeProblem, namesOwner } from '../values/fileModes';
import { isDigest } from '../values/imageReference';
import { gitQueryProblem, sourceKind } from '../values/sources';
import { checkExpandable, checkFlagValue, checkWord, reportLexErrors } from './expansion';
import { checkOrigin, type Facts, flagNamed } from './facts';

/** Checks ADD and COPY: how many words, where heredocs stand, flags, and what each source is. */
export function checkCopy(instruction: Instruction, name: InstructionName, facts: Facts): void {
  const { keywordSpan } = instruction;
  const words = wordsOf(instruction);
  if (words.length < 2) {
    const message = `${name} needs at least one source and a destination.`;
    facts.report('missing-arguments', 'instructions', words[0]?.span ?? keywordSpan, message);
    return;
  }
  const destination = words.at(-1)!;
  if (isHeredoc(destination.text)) {
    const message = `A heredoc cannot be the destination of ${name}; put the destination behind it.`;
    facts.report('heredoc-as-destination', 'instructions', destination.span, message);
  } else {
    checkText(destination, facts);
  }
  const paths = words.filter((word, index) => index < words.length - 1 && !isHeredoc(word.text));
  if (instruction.heredocs.length > 0) {
    checkHeredocBodies(instruction.heredocs, words.slice(0, -1), facts);
  }
  for (const path of paths) {
    checkSource(path, name, facts);
  }
  checkOwnerAndMode(instruction, facts);
  if (name === 'COPY') {
    checkFromFlag(instruction, facts);
  } else {
    checkChecksum(instruction, paths, facts);
  }
}

/** A source or destination: a word, or a string of a JSON array. */
type Path = Word | Expandable;

function wordsOf({ args }: Instruction): readonly Path[] {
  switch (args.form) {
    case 'json':
      return args.strings.map(({ value, span }) => expandableWhole(value, span));
    case 'words':
      return args.words;
    default:
      return [];
  }
}

function checkText(path: Path, facts: Facts): string | undefined {
  return 'place' in path ? checkExpandable(path, facts) : checkWord(path, facts);
}

function isHeredoc(word: string): boolean {
  const heredoc = readHeredocWord(word);
  return heredoc !== undefined && heredoc !== 'invalid';
}

/** Unquoted bodies are expanded, always with a backslash as escape and with quotes as plain text. */
function checkHeredocBodies(heredocs: readonly Heredoc[], sources: readonly Path[], facts: Facts): void {
  const expanded = new Set<string>();
  for (const { text } of sources) {
    const word = readHeredocWord(text);
    if (word !== undefined && word !== 'invalid' && word.expand) {
      expanded.add(word.name);
    }
  }
  // Of several with the same name, the body of the last one counts.
  const bodies = new Map(heredocs.map((heredoc) => [heredoc.name, heredoc.body]));
  for (const [name, body] of bodies) {
    const { start, end } = body;
    const text = expanded.has(name) ? facts.text.slice(start, end) : '';
    if (text.includes('$')) {
      const place = (part: { start: number; end: number }) => ({ start: start + part.start, end: start + part.end });
      const lexed = lex(text, { escape: '\\', ignoreQuotes: true });
      reportLexErrors(lexed, { text, span: body, place }, facts);
    }
  }
}

function checkSource(source: Path, name: InstructionName, facts: Facts): void {
  const value = checkText(source, facts);
  if (value === undefined) {
    return;
  }
  const { report } = facts;
  const kind = sourceKind(value);
  if (kind === 'git') {
    const message = gitQueryProblem(value);
    if (message !== undefined) {
      report('invalid-git-source', 'build', source.span, message);
    }
  }
  if (name === 'COPY' && kind !== 'local') {
    const what = kind === 'git' ? 'a Git repository' : 'a URL';
    report('remote-copy-source', 'build', source.span, `COPY cannot take ${what}; use ADD.`);
  }
}

function checkOwnerAndMode(instruction: Instruction, facts: Facts): void {
  const chown = flagNamed(instruction, 'chown');
  const owner = checkFlagValue(chown, facts);
  const link = flagNamed(instruction, 'link');
  const linked = link !== undefined && (link.value ?? 'true').toLowerCase() === 'true';
  if (owner && linked && namesOwner(owner)) {
    const message =
      'With --link there is no user database to look names up in; write numbers, as in --chown=1000:1000.';
    facts.report('chown-name-with-link', 'build', chown!.valueSpan!, message);
  }
  const chmod = flagNamed(instruction, 'chmod');
  const mode = checkFlagValue(chmod, facts);
  const message = mode === undefined ? undefined : modeProblem(mode);
  if (message !== undefined) {
    facts.report('invalid-chmod', 'build', chmod!.valueSpan!, message);
  }
}

/** The value of `--from` is lexed without any variable, and may not change by it. */
function checkFromFlag(instruction: Instruction, facts: Facts): void {
  const flag = flagNamed(instruction, 'from');
  if (!flag?.value) {
    return;
  }
  const lexed = lex(flag.value, { escape: facts.escape });
  if (lexed.errors.length > 0 || lexed.text !== flag.value) {
    const message = '--from takes no variables and no quotes; give the stage a name with FROM … AS name and use that.';
    facts.report('variable-in-from-flag', 'build', flag.valueSpan!, message);
  } else if (!/^[+-]?\d+$/.test(flag.value)) {
    checkOrigin(flag.value, flag.valueSpan!, facts);
  }
}

function checkChecksum(instruction: Instruction, sources: readonly Path[], facts: Facts): void {
  const flag = flagNamed(instruction, 'checksum');
  const checksum = checkFlagValue(flag, facts);
  if (!flag?.value || checksum === '') {
    return;
  }
  if (sources.length !== 1) {
    const message = '--checksum needs exactly one source that is a URL or a Git repository.';
    facts.report('invalid-checksum', 'build', flag.span, message);
    return;
  }
  const source = constantOf(sources[0]!.text, facts.escape);
  const kind = source === undefined ? undefined : sourceKind(source);
  if (kind === 'local') {
    const message = '--checksum works only for a URL or a Git repository, not for a local file.';
    facts.report('invalid-checksum', 'build', flag.span, message);
  } else if (kind === 'url' && checksum !== undefined && !isDigest(checksum)) {
    const message = `${checksum} is no digest; write sha256: and 64 hexadecimal digits in lower case.`;
    facts.report('invalid-checksum', 'build', flag.valueSpan!, message);
  }
}
