import type { Span } from '../text/span';
import { originSpan, type TextView, viewOf } from '../text/view';
import { parseDockerfile } from './parse';
import type { Problem } from './problems';
import type { DockerfileTree, Instruction } from './tree';

/** What an ONBUILD runs in a build that uses the image. */
export interface Trigger {
  /** Its own small Dockerfile; places lead back to the file it stands in. */
  readonly view: TextView;
  readonly tree: DockerfileTree;
}

/**
 * The trigger of an ONBUILD as BuildKit will parse it again later: with its heredocs, and with a backslash as escape
 * character whatever the file says. Undefined for other instructions, and when nothing follows ONBUILD.
 */
export function triggerOf({ text }: DockerfileTree, instruction: Instruction): Trigger | undefined {
  const { logical, keyword, name, heredocs } = instruction;
  if (name !== 'ONBUILD' || instruction.args.form === 'none') {
    return undefined;
  }
  const parts: Span[] = [];
  for (const run of logical.runs) {
    const skipped = Math.min(Math.max(keyword.length - run.view, 0), run.length);
    parts.push({ start: run.origin + skipped, end: run.origin + run.length });
  }
  let breakAt = (heredocs[0]?.body.start ?? 0) - 1;
  for (const { body, terminator } of heredocs) {
    const lineBreak = { start: breakAt, end: breakAt + 1 };
    parts.push(...(text[breakAt] === '\n' ? [lineBreak] : []), body, ...(terminator ? [terminator] : []));
    breakAt = terminator ? text.indexOf('\n', terminator.end) : -1;
  }
  const view = viewOf(text, parts);
  return { view, tree: parseDockerfile(view.text) };
}

/** Problems of a whole file, which a trigger is not. */
const needsStages: ReadonlySet<string> = new Set(['instruction-before-from', 'no-stages', 'invalid-origin']);

/**
 * What will fail when the trigger of an ONBUILD runs: BuildKit accepts nearly anything before. All are of phase
 * `build`; places are offsets in the file.
 */
export function triggerProblems(tree: DockerfileTree, instruction: Instruction): Problem[] {
  const trigger = triggerOf(tree, instruction);
  if (!trigger) {
    return [];
  }
  const { view } = trigger;
  const own = trigger.tree.problems.filter(({ code }) => !needsStages.has(code));
  return own.map((problem) => ({ ...problem, phase: 'build', span: originSpan(view, problem.span) }));
}
