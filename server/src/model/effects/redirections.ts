import type { ShellCommand, ShellNode, ShellRedirection } from '../../shell/script';
import { writeAt } from './changes';
import { expandHeredoc } from './embedded';
import { expandToText } from './expansion';
import type { Interpreter } from './interpreter';
import { Output } from './machine';
import type { Outcome } from './outcome';
import { endOf } from './outcome';
import { resolvePath } from './paths';
import type { ShellState } from './state';

/** Runs a node with what its redirections give it to read, and writes what it prints where they say. */
export function withRedirections(
  node: ShellNode,
  state: ShellState,
  interpreter: Interpreter,
  run: () => Outcome,
): Outcome {
  const { redirections } = node;
  if (redirections.length === 0) {
    return run();
  }
  const { input, output } = interpreter;
  const file = outputFile(redirections);
  const path = file && expandToText(file.target!, state, interpreter.machine);
  if (redirections.length > 1 || !file) {
    emptyOthers(node, file, state, interpreter);
  }
  interpreter.input = inputOf(redirections, state, interpreter);
  interpreter.output = file ? new Output() : output;
  const outcome = run();
  if (file && path !== undefined && !path.startsWith('/dev/')) {
    writeOutput(node, file, path, outcome, interpreter);
  }
  interpreter.input = input;
  interpreter.output = output;
  return outcome;
}

/** The redirection that takes what the command prints to a file. */
function outputFile(redirections: readonly ShellRedirection[]): ShellRedirection | undefined {
  return redirections.findLast(
    ({ operator, descriptor, target }) => /^(>|>>|>\||&>|&>>)$/.test(operator) && (descriptor ?? 1) === 1 && target,
  );
}

/** Opening a file for writing empties it, whatever is written into it then. */
function emptyOthers(
  { span, redirections }: ShellNode,
  output: ShellRedirection | undefined,
  state: ShellState,
  { machine }: Interpreter,
): void {
  for (const { operator, target } of redirections.filter((it) => it !== output)) {
    const path = target && /^(>|>\||&>)$/.test(operator) ? expandToText(target, state, machine) : '/dev/null';
    if (!path.startsWith('/dev/') && state.files.get(resolvePath(state.folder, path))?.kind === 'file') {
      writeAt({ machine, state }, { path, size: 0, content: '', span });
    }
  }
}

const maxContent = 20_000;

function writeOutput(
  node: ShellNode,
  { operator, span }: ShellRedirection,
  path: string,
  outcome: Outcome,
  { machine, output }: Interpreter,
): void {
  const end = endOf(outcome);
  const before = operator.endsWith('>>') ? end?.files.get(resolvePath(end.folder, path)) : undefined;
  const content = output.known && output.text.length < maxContent ? output.text : undefined;
  for (const state of new Set([outcome.ok, outcome.fail, outcome.soft])) {
    if (state) {
      const writing = {
        path,
        size: output.size + (before?.size ?? 0),
        content: before ? joined(before.content, content) : content,
        span: { start: startOf(node), end: Math.max(span.end, node.span.start) },
        archive: output.archive || before?.archive === true,
      };
      writeAt({ machine, state }, writing);
    }
  }
}

/** Assignments and wrappers in front of the program do not count as the words that wrote. */
function startOf(node: ShellNode): number {
  return (node as Partial<ShellCommand>).program?.word.span.start ?? node.span.start;
}

function joined(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function inputOf(
  redirections: readonly ShellRedirection[],
  state: ShellState,
  { machine, input }: Interpreter,
): Output | undefined {
  const last = redirections.findLast(({ operator }) => operator === '<' || operator.startsWith('<<'));
  if (!last) {
    return input;
  }
  const result = new Output();
  if (last.heredoc) {
    const { text, quoted } = last.heredoc;
    result.write(quoted ? text : expandHeredoc(text, state));
  } else if (last.target && last.operator === '<<<') {
    result.write(`${expandToText(last.target, state, machine)}\n`);
  } else if (last.target) {
    const path = resolvePath(state.folder, expandToText(last.target, state, machine));
    const node = state.files.get(path);
    const text = state.files.textAt(path);
    result.sources = node ? [node] : [];
    if (text === undefined) {
      result.writeUnknown(node?.size ?? 1);
    } else {
      result.write(text);
    }
  }
  return result;
}
