import { closestName } from '../../text/closestName';
import { skipSpaces } from '../blanks';
import { type Expandable, expandableWhole, expandableWord } from '../constants';
import { instructions } from '../instructions';
import type { Arguments, Instruction, InstructionName } from '../tree';
import { portProblem, portsIn } from '../values/ports';
import { signalProblem } from '../values/signals';
import { checkCopy } from './copy';
import { checkExpandable, checkExpansion, checkWord } from './expansion';
import type { Facts } from './facts';
import { checkFlags } from './flags';
import { checkFrom } from './from';
import { checkHealthcheck } from './healthcheck';
import { checkRun } from './run';

type Check = (instruction: Instruction, name: InstructionName, facts: Facts) => void;

const checks: Readonly<Record<InstructionName, Check>> = {
  ADD: checkCopy,
  ARG: checkArg,
  CMD: accept,
  COPY: checkCopy,
  ENTRYPOINT: accept,
  ENV: checkPairs,
  EXPOSE: checkExpose,
  FROM: (instruction, _name, facts) => checkFrom(instruction, facts),
  HEALTHCHECK: (instruction, _name, facts) => checkHealthcheck(instruction, facts),
  LABEL: checkPairs,
  MAINTAINER: checkSingle,
  ONBUILD: checkOnbuild,
  RUN: (instruction, _name, facts) => checkRun(instruction, facts),
  SHELL: checkShell,
  STOPSIGNAL: checkStopsignal,
  USER: checkSingle,
  VOLUME: checkVolume,
  WORKDIR: checkSingle,
};

/** Reports everything that BuildKit refuses of one instruction by itself, of its grammar and of a build alike. */
export function checkInstruction(instruction: Instruction, facts: Facts): void {
  const { name } = instruction;
  if (name === undefined) {
    checkUnknown(instruction, facts);
    return;
  }
  checkFlags(instruction, facts);
  checks[name](instruction, name, facts);
}

/** RUN, CMD and ENTRYPOINT take any text, none as well. */
function accept(): void {}

const upperNames = instructions.map((info) => info.name);

function checkUnknown({ keyword, keywordSpan }: Instruction, { report }: Facts): void {
  report('unknown-instruction', 'instructions', keywordSpan, unknownMessage(keyword));
}

function unknownMessage(keyword: string): string {
  if (keyword === '') {
    return 'This continuation leads to no instruction; remove it.';
  }
  if (/[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]/.test(keyword)) {
    const visible = keyword.replace(/[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]+/g, ' ').trim();
    return `${visible} has an invisible character in it that is no plain space; type it again.`;
  }
  const suggestion = closestName(keyword, upperNames);
  const isLower = keyword === keyword.toLowerCase();
  return suggestion === undefined
    ? `${keyword} is no instruction of a Dockerfile; a command belongs behind RUN.`
    : `${keyword} is no instruction of a Dockerfile; did you mean ${isLower ? suggestion.toLowerCase() : suggestion}?`;
}

/** True when there are arguments; reports that there are none otherwise. */
function hasArguments({ args, keywordSpan }: Instruction, message: string, { report }: Facts): boolean {
  if (args.form === 'none') {
    report('missing-arguments', 'instructions', keywordSpan, message);
    return false;
  }
  return true;
}

function checkSingle(instruction: Instruction, name: InstructionName, facts: Facts): void {
  const { args } = instruction;
  if (hasArguments(instruction, `${name} needs a value behind it.`, facts) && name !== 'MAINTAINER') {
    checkValue(args, facts);
  }
}

function checkValue(args: Arguments, facts: Facts): void {
  if (args.form === 'text') {
    checkExpansion(args.word, facts);
  }
}

function checkPairs(instruction: Instruction, name: InstructionName, facts: Facts): void {
  const { args } = instruction;
  hasArguments(instruction, `${name} needs at least one name=value.`, facts);
  for (const { key, value } of args.form === 'pairs' ? args.pairs : []) {
    if (key.text === '') {
      const message = 'The name before the = is missing; write name=value, without blanks around the =.';
      facts.report('blank-name', 'instructions', value?.span ?? key.span, message);
    }
    checkExpansion(key, facts);
    if (value) {
      checkExpansion(value, facts);
    }
  }
}

function checkArg(instruction: Instruction, _name: InstructionName, facts: Facts): void {
  const { args } = instruction;
  hasArguments(instruction, 'ARG needs at least one name.', facts);
  for (const { key, value } of args.form === 'pairs' ? args.pairs : []) {
    if (key.text === '') {
      const span = value && value.text !== '' ? value.span : instruction.keywordSpan;
      const message = 'The name before the = is missing; write name=value, without blanks around the =.';
      facts.report('blank-name', 'instructions', span, message);
    }
    if (value) {
      checkExpansion(value, facts);
    }
  }
}

function checkExpose(instruction: Instruction, _name: InstructionName, facts: Facts): void {
  const { args } = instruction;
  hasArguments(instruction, 'EXPOSE needs at least one port.', facts);
  for (const word of args.form === 'words' ? args.words : []) {
    for (const port of portsIn(checkWord(word, facts) ?? '')) {
      const message = portProblem(port);
      if (message !== undefined) {
        facts.report('invalid-port', 'build', word.span, message);
      }
    }
  }
}

function checkVolume(instruction: Instruction, _name: InstructionName, facts: Facts): void {
  const { args, keywordSpan } = instruction;
  const paths = pathsOf(args);
  if (paths.length === 0) {
    const span = args.form === 'json' ? args.span : keywordSpan;
    facts.report('missing-arguments', 'instructions', span, 'VOLUME needs at least one path.');
  }
  for (const path of paths) {
    const isBlank = skipSpaces(path.text, 0, path.text.length) === path.text.length;
    const constant = checkExpandable(path, facts);
    if (isBlank || constant === '') {
      const phase = isBlank ? 'instructions' : 'build';
      facts.report('blank-volume', phase, path.span, 'A volume needs a path; this one is empty.');
    }
  }
}

function pathsOf(args: Arguments): Expandable[] {
  if (args.form === 'json') {
    return args.strings.map(({ value, span }) => expandableWhole(value, span));
  }
  return args.form === 'words' ? args.words.map(expandableWord) : [];
}

function checkStopsignal(instruction: Instruction, _name: InstructionName, facts: Facts): void {
  const { args } = instruction;
  if (!hasArguments(instruction, 'STOPSIGNAL needs a signal, such as SIGTERM.', facts) || args.form !== 'text') {
    return;
  }
  const signal = checkWord(args.word, facts);
  const message = signal === undefined ? undefined : signalProblem(signal);
  if (message !== undefined) {
    facts.report('invalid-signal', 'build', args.word.span, message);
  }
}

function checkShell({ args, keywordSpan, body }: Instruction, _name: InstructionName, { report }: Facts): void {
  const message = 'SHELL needs a JSON array of strings, such as ["/bin/bash", "-c"].';
  if (args.form === 'none' || (args.form === 'json' && args.strings.length === 0)) {
    report('missing-arguments', 'instructions', args.form === 'json' ? args.span : keywordSpan, message);
  } else if (args.form !== 'json') {
    const words = args.form === 'words' ? args.words : [];
    const span = { start: words[0]?.span.start ?? keywordSpan.start, end: words.at(-1)?.span.end ?? keywordSpan.end };
    const isAlmost = body.text.startsWith('[');
    report('shell-not-json', 'instructions', span, isAlmost ? `This is no valid JSON. ${message}` : message);
  }
}

/** The inner instruction itself is only looked at when it is triggered; see `triggerProblems`. */
function checkOnbuild(instruction: Instruction, _name: InstructionName, facts: Facts): void {
  const { trigger } = instruction;
  if (!trigger) {
    hasArguments(instruction, 'ONBUILD needs an instruction behind it.', facts);
    return;
  }
  if (trigger.name === 'ONBUILD') {
    const message = 'ONBUILD cannot trigger another ONBUILD; remove one.';
    facts.report('invalid-trigger', 'instructions', trigger.keywordSpan, message);
  } else if (trigger.name === 'FROM' || trigger.name === 'MAINTAINER') {
    const message = `ONBUILD cannot trigger ${trigger.name}; use another instruction.`;
    facts.report('invalid-trigger', 'instructions', trigger.keywordSpan, message);
  }
}
