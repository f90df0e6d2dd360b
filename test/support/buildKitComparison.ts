import { trimSpaces } from '../../server/src/dockerfile/blanks';
import { decodeFile } from '../../server/src/dockerfile/decode';
import { frontendOf } from '../../server/src/dockerfile/frontend';
import { mountsOf } from '../../server/src/dockerfile/mounts';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import type { DockerfileTree, Instruction } from '../../server/src/dockerfile/tree';
import { lineAt } from '../../server/src/text/lines';
import { asBuildKit, type BuildKitInstruction } from './buildKitTree';

/** What `buildkit-check --ast --instructions --lint` prints for one file, as far as it is compared. */
export interface BuildKitReport {
  readonly file: string;
  readonly error: {
    readonly phase: string;
    readonly message: string;
    readonly ranges: readonly BuildKitRange[];
  } | null;
  readonly escape?: string;
  readonly syntax?: string;
  readonly ast?: BuildKitNode;
  readonly instructions?: { readonly stages: readonly { readonly commands: readonly BuildKitCommand[] }[] };
}

interface BuildKitRange {
  readonly start: { readonly line: number };
}

interface BuildKitNode {
  readonly value: string;
  readonly original?: string;
  readonly flags?: readonly string[];
  readonly attributes?: Readonly<Record<string, boolean>>;
  readonly heredocs?: readonly {
    readonly Name: string;
    readonly FileDescriptor: number;
    readonly Expand: boolean;
    readonly Chomp: boolean;
    readonly Content: string;
  }[];
  readonly startLine?: number;
  readonly endLine?: number;
  readonly prevComment?: readonly string[];
  readonly children?: readonly BuildKitNode[];
  readonly next?: readonly BuildKitNode[];
}

interface BuildKitCommand {
  readonly run?: {
    readonly mounts?: readonly Readonly<Record<'Type' | 'From' | 'Source' | 'Target' | 'CacheID', string>>[];
    readonly mountError?: string;
  };
}

/** Every difference between our tree of a file and BuildKit's, a line each; an empty list when there is none. */
export function compareWithBuildKit(bytes: Uint8Array, report: BuildKitReport): string[] {
  const { text, lossy } = decodeFile(bytes);
  const tree = parseDockerfile(text);
  const differences: string[] = [];
  const compare = (what: string, own: unknown, other: unknown) => {
    const [left, right] = [JSON.stringify(own), JSON.stringify(other)].map((it) => (lossy ? asciiOf(it) : it));
    if (left !== right) {
      differences.push(`${what}\n    ours     ${left}\n    BuildKit ${right}`);
    }
  };
  if (tree.tokens.map(({ span }) => text.slice(span.start, span.end)).join('') !== text) {
    differences.push('the tokens do not make up the text');
  }
  compare('acceptance', ownErrors(tree, report), otherErrors(report));
  if (!report.ast) {
    return differences;
  }
  compare('escape', tree.escape, report.escape);
  compare('frontend', frontendOf(tree)?.image || null, report.syntax ?? null);
  const others = report.ast.children ?? [];
  compare('number of instructions', tree.instructions.length, others.length);
  const own = asBuildKit(tree);
  for (const [index, other] of others.entries()) {
    const instruction = tree.instructions[index];
    if (instruction) {
      compare(`line ${other.startLine}`, inOrder(own[index]!), inOrder(fromNode(other)));
      compareLines(instruction, other, compare);
    }
  }
  if (report.error === null || report.error.phase === 'build') {
    compareMounts(tree, report, compare);
  }
  return differences;
}

/** Keywords with their case, and the joined lines; those of an ONBUILD too. */
function compareLines(
  instruction: Instruction,
  node: BuildKitNode,
  compare: (what: string, own: unknown, other: unknown) => void,
): void {
  const original = node.original ?? '';
  const { start, end } = trimSpaces(original, 0, original.length);
  compare(`line ${node.startLine}, keyword`, instruction.keyword, node.value);
  compare(`line ${node.startLine}, joined`, instruction.logical.text, original.slice(start, end));
  const inner = node.next?.[0]?.children?.[0];
  if (inner && instruction.trigger) {
    compareLines(instruction.trigger, inner, compare);
  }
}

function fromNode(node: BuildKitNode): BuildKitInstruction {
  const inner = node.next?.[0]?.children?.[0];
  const heredocs = node.heredocs?.map((heredoc) => ({
    name: heredoc.Name,
    expand: heredoc.Expand,
    chomp: heredoc.Chomp,
    content: heredoc.Content,
    fd: heredoc.FileDescriptor,
  }));
  return {
    keyword: node.value.toLowerCase(),
    flags: node.flags ?? [],
    args: inner ? [] : (node.next ?? []).map((next) => next.value),
    json: node.attributes?.json === true,
    ...(inner ? { sub: fromNode(inner) } : {}),
    ...(node.startLine === undefined
      ? {}
      : { startLine: node.startLine, endLine: node.endLine!, heredocs: heredocs ?? [] }),
    ...(node.prevComment?.length ? { comments: node.prevComment } : {}),
  };
}

function inOrder(instruction: BuildKitInstruction): unknown {
  const { keyword, startLine, endLine, flags, args, json, heredocs, sub, comments } = instruction;
  return { keyword, startLine, endLine, flags, args, json, heredocs, sub: sub && inOrder(sub), comments };
}

/** Check options are read before anything else, wherever the program that asks BuildKit finds the error. */
function phaseOf(error: NonNullable<BuildKitReport['error']>): string {
  return error.message.startsWith('failed to parse check options') ? 'parse' : error.phase;
}

/** What a file is refused for: the first phase and, where BuildKit says it, the line of the instruction. */
function otherErrors({ error }: BuildKitReport): string {
  if (error === null) {
    return 'accepted';
  }
  const phase = phaseOf(error);
  return phase === 'build' ? 'accepted or refused at build' : `${phase} ${error.ranges[0]?.start.line ?? 0}`;
}

/** The same of our problems: whether BuildKit's own is among them, else all that come before. */
function ownErrors(tree: DockerfileTree, report: BuildKitReport): string {
  const { error } = report;
  const places = tree.problems.map(({ phase, span, message }) => {
    const line = lineAt(tree.lines, span.start);
    const instruction = tree.instructions.find((it) => line >= it.firstLine && line <= it.lastLine);
    return { phase, message, lines: [0, line, line + 1, ...(instruction ? [instruction.firstLine + 1] : [])] };
  });
  const early = places.filter(({ phase }) => phase !== 'build');
  if (error === null) {
    return places.length === 0 ? 'accepted' : places.map(({ phase, message }) => `${phase}: ${message}`).join('; ');
  }
  const phase = phaseOf(error);
  if (phase === 'build') {
    return early.length === 0 ? 'accepted or refused at build' : early.map(({ message }) => message).join('; ');
  }
  const line = error.ranges[0]?.start.line ?? 0;
  const found = places.some((place) => place.phase === phase && place.lines.includes(line));
  const before = phase === 'instructions' && places.some(({ phase }) => phase === 'parse');
  return found && !before
    ? `${phase} ${line}`
    : `${places.map(({ message }) => message).join('; ')} (${error.message})`;
}

/** What BuildKit says of a build that fails, where none of our problems is about that instruction; undefined otherwise. */
export function undecidedError(bytes: Uint8Array, { error }: BuildKitReport): string | undefined {
  if (error === null || phaseOf(error) !== 'build') {
    return undefined;
  }
  const tree = parseDockerfile(decodeFile(bytes).text);
  const line = (error.ranges[0]?.start.line ?? 0) - 1;
  const decided = tree.problems.some(({ phase, span }) => {
    const own = lineAt(tree.lines, span.start);
    const instruction = tree.instructions.find((it) => own >= it.firstLine && own <= it.lastLine);
    return phase === 'build' && (line === -1 || instruction?.firstLine === line);
  });
  return decided ? undefined : error.message;
}

function compareMounts(
  tree: DockerfileTree,
  report: BuildKitReport,
  compare: (what: string, own: unknown, other: unknown) => void,
): void {
  const commands = report.instructions?.stages.flatMap((stage) => stage.commands) ?? [];
  const runs = tree.instructions.filter((instruction) => instruction.name === 'RUN');
  for (const [index, { run }] of commands.filter((command) => command.run).entries()) {
    if (run!.mountError || !runs[index]) {
      continue;
    }
    const own = mountsOf(runs[index], tree.escape).map(({ type, from, source, target, id }) => [
      type,
      from,
      source,
      target,
      id,
    ]);
    const others = run!.mounts?.map((mount) => [mount.Type, mount.From, mount.Source, mount.Target, mount.CacheID]);
    compare(`line ${runs[index].firstLine + 1}, mounts`, filled(own), filled(others ?? []));
  }
}

function filled(mounts: readonly (readonly (string | undefined)[])[]): string[][] {
  return mounts.map((mount) => mount.map((value) => value ?? ''));
}

/** Bytes that are no UTF-8 cannot be told apart in a text, so only the ASCII of such a file is compared. */
function asciiOf(json: string | undefined): string {
  return (json ?? '').replace(/[^\x20-\x7e]+|\\ufffd/g, '');
}
