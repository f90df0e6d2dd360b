import { instructionInfo } from '../../dockerfile/instructions';
import type { Problem } from '../../dockerfile/problems';
import type { DockerfileTree, Instruction } from '../../dockerfile/tree';
import { readImageReference } from '../../dockerfile/values/imageReference';
import { closestName } from '../../text/closestName';
import type { TextEdit } from '../../text/edit';
import type { Fix } from '../rule';
import { flagRemoval } from './flagRemoval';

/** Suggestions for what Docker cannot read, where it can be seen what was meant, the best one first. */
export function repairs({ text }: DockerfileTree, problem: Problem, instruction: Instruction | undefined): Fix[] {
  const { code, span } = problem;
  const written = text.slice(span.start, span.end);
  switch (code) {
    case 'unknown-flag':
      return instruction ? flagRepairs(text, instruction, problem) : [];
    case 'duplicate-flag': {
      const flag = instruction?.flags.find((each) => each.span.start === span.start);
      return flag ? [repair('Remove the second one', flagRemoval(text, flag))] : [];
    }
    case 'invalid-escape-directive':
      return ['\\', '`'].map((newText) => repair(`Write escape=${newText}`, { span, newText }));
    case 'invalid-image-reference':
      return imageRepairs(problem, written);
    case 'invalid-signal':
      return /^[a-z]+\d*$/i.test(written) ? signalRepairs(problem, written) : [];
    case 'from-arguments':
      return instruction ? fromRepairs(text, instruction, problem) : [];
    case 'invalid-stage-name':
      return /^[A-Za-z][\w.-]*$/.test(written.replace(/[^\w.-]/g, '-')) && !/\s/.test(written)
        ? [repair('Write hyphens for what a name cannot have', { span, newText: written.replace(/[^\w.-]/g, '-') })]
        : [];
    case 'healthcheck-arguments':
      return healthcheckRepairs(text, instruction, problem);
    default:
      return [];
  }
}

function repair(title: string, ...edits: readonly TextEdit[]): Fix {
  return { title, safe: false, edits };
}

function flagRepairs(text: string, instruction: Instruction, { span }: Problem): Fix[] {
  const flag = instruction.flags.find((each) => each.nameSpan.start === span.start);
  if (!flag) {
    return [];
  }
  const present = new Set(instruction.flags.map(({ name }) => name));
  const known = (instruction.name ? (instructionInfo(instruction.name)?.flags ?? []) : []).map(({ name }) => name);
  const meant = closestName(
    flag.name,
    known.filter((name) => name === 'mount' || !present.has(name)),
  );
  const removal = repair(`Remove --${flag.name}`, flagRemoval(text, flag));
  return meant === undefined ? [removal] : [repair(`Write --${meant}`, { span, newText: meant }), removal];
}

const signals = 'SIGTERM SIGKILL SIGINT SIGQUIT SIGHUP SIGUSR1 SIGUSR2 SIGWINCH SIGSTOP SIGABRT SIGALRM SIGCONT'.split(
  ' ',
);

function signalRepairs({ span }: Problem, written: string): Fix[] {
  const full = /^sig/i.test(written) ? written : `SIG${written}`;
  const meant = closestName(full, signals);
  return meant === undefined ? [] : [repair(`Write ${meant}`, { span, newText: meant })];
}

/** The name in lower case, without the scheme of an address, and without a colon at its end. */
function imageRepairs({ span }: Problem, written: string): Fix[] {
  const [name, ...versions] = written.replace(/^[a-z]+:\/\//, '').split(/(?=[:@][^/]*$)/);
  const newText = (name!.toLowerCase() + versions.join('')).replace(/[:@]$/, '');
  const isImage = newText !== written && typeof readImageReference(newText) !== 'string';
  return isImage ? [repair(`Write ${newText}`, { span, newText })] : [];
}

/** `FROM image name`, `FROM image A name` and a comment behind an image. */
function fromRepairs(text: string, { args }: Instruction, { span }: Problem): Fix[] {
  const words = args.form === 'words' ? args.words : [];
  const [image, second, third] = words;
  if (!image || !second) {
    return [];
  }
  if (words.length === 2 && /^[A-Za-z][\w.-]*$/.test(second.text) && second.text.toUpperCase() !== 'AS') {
    return [repair(`Name the stage ${second.text}`, { span: second.span, newText: `AS ${second.text}` })];
  }
  if (words.length === 3 && third && closestName(second.text, ['as'], 1) === undefined && !/^#/.test(second.text)) {
    return /^[a-z]{1,3}$/i.test(second.text) ? [repair('Write AS', { span: second.span, newText: 'AS' })] : [];
  }
  const start = text.slice(0, span.start).trimEnd().length;
  // What is made of a template cannot be told from here.
  return /[\r\n]|\{\{|\}\}/.test(text.slice(start, span.end))
    ? []
    : [repair('Remove the rest', { span: { start, end: span.end }, newText: '' })];
}

function healthcheckRepairs(text: string, instruction: Instruction | undefined, { span }: Problem): Fix[] {
  const args = instruction?.args;
  if (args?.form !== 'healthcheck') {
    return [];
  }
  const type = args.type.text.toUpperCase();
  if (type === 'NONE') {
    const start = text.slice(0, span.start).trimEnd().length;
    return /[\r\n]/.test(text.slice(start, span.end))
      ? []
      : [repair('Remove the rest', { span: { start, end: span.end }, newText: '' })];
  }
  const at = args.type.span.start;
  return type === 'CMD' ? [] : [repair('Write CMD in front', { span: { start: at, end: at }, newText: 'CMD ' })];
}
