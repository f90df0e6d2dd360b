import { instructions as instructionTable } from '../../dockerfile/instructions';
import type { Problem, ProblemPhase } from '../../dockerfile/problems';
import type { DockerfileTree, Instruction } from '../../dockerfile/tree';
import { closestName } from '../../text/closestName';
import type { Span } from '../../text/span';
import type { RelatedPlace } from '../rule';

/** A file from which Dockerfiles are made, told by marks of a template in what a build refuses. */
export interface Template {
  /** The problem on which a build would stop first because of that. */
  readonly first: Problem;
  /** What is refused there, from the mark on. */
  readonly span: Span;
  /** Where all else begins that a build would refuse for the same reason. */
  readonly others: ReadonlySet<number>;
  /** Those of them that are no instructions, and names and values to be filled in. */
  readonly related: readonly RelatedPlace[];
}

/** What rules say of it; `keyword` is what stands at the place. */
export const templateMessage =
  '{keyword} looks like a part of a template, which has to be rendered before a build: check the Dockerfile that is made of it.';

/** Finds out whether a file is a template of a Dockerfile; undefined also where a build would not mind. */
export function templateIn({ text, instructions, problems }: DockerfileTree): Template | undefined {
  if (problems.length === 0 || !(mark.test(text) || markedLine.test(text))) {
    return undefined;
  }
  const marked = new Map<Problem, Span>();
  let at = 0;
  for (const problem of problems) {
    while (at < instructions.length - 1 && instructions[at]!.span.end < problem.span.start) {
      at++;
    }
    const span = instructions[at] && markedPart(problem, instructions[at]!, text);
    if (span) {
      marked.set(problem, span);
    }
  }
  const [first] = [...marked.keys()].sort((a, b) => (comesBefore(a, b) ? -1 : 1));
  if (!first) {
    return undefined;
  }
  const isFollowing = (problem: Problem) =>
    followers.test(problem.code) && comesBefore(first, problem) && !isPlainlyMisspelt(problem, text);
  const others = problems.filter((each) => each !== first && (marked.has(each) || isFollowing(each)));
  const foreign = others.filter(({ code }) => code !== 'instruction-before-from');
  return {
    first,
    span: marked.get(first)!,
    others: new Set(others.map(({ span }) => span.start)),
    related: foreign.map((each) => ({ span: marked.get(each) ?? each.span, message: 'This belongs to it, too.' })),
  };
}

/** What has no mark of its own: the lines between two marks, and instructions on an image that only the template names. */
const followers = /^(?:unknown-instruction|instruction-before-from)$/;

/** True for a keyword that nobody means but as an instruction. */
function isPlainlyMisspelt({ code, span }: Problem, text: string): boolean {
  const keyword = text.slice(span.start, span.end);
  return code === 'unknown-instruction' && /^[A-Z]+$/.test(keyword) && closestName(keyword, names) !== undefined;
}

const names = instructionTable.map(({ name }) => name);

/** From the mark to the end of what is refused; undefined when the problem has nothing to do with a mark. */
function markedPart({ code, span }: Problem, instruction: Instruction, text: string): Span | undefined {
  const { keyword, keywordSpan, span: whole } = instruction;
  if (code === 'unknown-instruction') {
    return markedLine.test(keyword) ? keywordSpan : undefined;
  }
  if (code === 'instruction-before-from' || span.start < whole.start || span.end > whole.end) {
    return undefined;
  }
  // Scripts have such marks of their own.
  const line = scripts.test(instruction.name ?? '') ? span.start : text.lastIndexOf('\n', span.start) + 1;
  const from = Math.max(line, keywordSpan.end);
  const found = text.slice(from, span.end).search(mark);
  return found < 0 ? undefined : { start: Math.min(from + found, span.start), end: span.end };
}

const scripts = /^(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK|ONBUILD)$/;

/** True when a build meets one problem before another one. */
function comesBefore(one: Problem, other: Problem): boolean {
  const byPhase = phases.indexOf(one.phase) - phases.indexOf(other.phase);
  return byPhase < 0 || (byPhase === 0 && one.span.start < other.span.start);
}

const phases: readonly ProblemPhase[] = ['parse', 'instructions', 'build'];

/** What begins a line of Jinja, Go, ERB, Mako, jq and their kind, and no instruction or command. */
const markedLine = /^[ \t]*(?:\{[{%#]|<[%#]|-?%|@@|\[%)/m;
/** What stands for a value to be filled in, and in no image, port or flag. */
const mark = /\{[{%]|<%|%%\w+%%|@[A-Z]\w*@/;
