import { type Constant, type Expandable, expandableWhole, expandableWord } from '../constants';
import { readHeredocWord } from '../heredocs';
import { lex } from '../shellLexer';
import type { Heredoc, Instruction, InstructionName } from '../tree';
import { modeProblem, namesOwner } from '../values/fileModes';
import { isDigest } from '../values/imageReference';
import { gitQueryProblem, sourceKind } from '../values/sources';
import { checkExpandable, checkFlagValue, reportLexErrors } from './expansion';
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
    checkExpandable(destination, facts);
  }
  const sources = words.slice(0, -1);
  checkHeredocBodies(instruction.heredocs, sources, facts);
  const paths = sources.filter((source) => !isHeredoc(source.text));
  const constants = paths.map((path) => checkExpandable(path, facts));
  for (const constant of constants) {
    if (constant) {
      checkSource(constant, name, facts);
    }
  }
  checkOwnerAndMode(instruction, facts);
  if (name === 'COPY') {
    checkFromFlag(instruction, facts);
  } else {
    checkChecksum(instruction, constants, facts);
  }
}

function wordsOf({ args }: Instruction): Expandable[] {
  switch (args.form) {
    case 'json':
      return args.strings.map(({ value, span }) => expandableWhole(value, span));
    case 'words':
      return args.words.map(expandableWord);
    default:
      return [];
  }
}

function isHeredoc(word: string): boolean {
  const heredoc = readHeredocWord(word);
  return heredoc !== undefined && heredoc !== 'invalid';
}

/** Unquoted bodies are expanded, always with a backslash as escape and with quotes as plain text. */
function checkHeredocBodies(heredocs: readonly Heredoc[], sources: readonly Expandable[], facts: Facts): void {
  if (heredocs.length === 0) {
    return;
  }
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

function checkSource({ value, span }: Constant, name: InstructionName, { report }: Facts): void {
  const kind = sourceKind(value);
  if (kind === 'git') {
    const message = gitQueryProblem(value);
    if (message !== undefined) {
      report('invalid-git-source', 'build', span, message);
    }
  }
  if (name === 'COPY' && kind !== 'local') {
    const what = kind === 'git' ? 'a Git repository' : 'a URL';
    report('remote-copy-source', 'build', span, `COPY cannot take ${what}; use ADD.`);
  }
}

function checkOwnerAndMode(instruction: Instruction, facts: Facts): void {
  const owner = checkFlagValue(flagNamed(instruction, 'chown'), facts);
  const link = flagNamed(instruction, 'link');
  const linked = link !== undefined && (link.value ?? 'true').toLowerCase() === 'true';
  if (owner && linked && owner.value !== '' && namesOwner(owner.value)) {
    const message =
      'With --link there is no user database to look names up in; write numbers, as in --chown=1000:1000.';
    facts.report('chown-name-with-link', 'build', owner.span, message);
  }
  const mode = checkFlagValue(flagNamed(instruction, 'chmod'), facts);
  const message = mode && modeProblem(mode.value);
  if (mode && message !== undefined) {
    facts.report('invalid-chmod', 'build', mode.span, message);
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

function checkChecksum(instruction: Instruction, sources: readonly (Constant | undefined)[], facts: Facts): void {
  const flag = flagNamed(instruction, 'checksum');
  const checksum = checkFlagValue(flag, facts);
  if (!flag?.value || checksum?.value === '') {
    return;
  }
  if (sources.length !== 1) {
    const message = '--checksum needs exactly one source that is a URL or a Git repository.';
    facts.report('invalid-checksum', 'build', flag.span, message);
    return;
  }
  const source = sources[0];
  const kind = source && sourceKind(source.value);
  if (kind === 'local') {
    const message = '--checksum works only for a URL or a Git repository, not for a local file.';
    facts.report('invalid-checksum', 'build', flag.span, message);
  } else if (kind === 'url' && checksum && !isDigest(checksum.value)) {
    const message = `${checksum.value} is no digest; write sha256: and 64 hexadecimal digits in lower case.`;
    facts.report('invalid-checksum', 'build', checksum.span, message);
  }
}
