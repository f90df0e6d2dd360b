import type { DockerfileTree } from '../../dockerfile/tree';
import type { AttemptProblem, Leftover, Remedy } from '../../model/effects/effects';
import type { TextEdit } from '../../text/edit';
import { lineAt } from '../../text/lines';
import type { Fix, RelatedPlace, Report, RuleContext, Severity } from '../rule';
import { appendCommand } from './append';
import { surelyThere } from './cleanup';
import { joinRuns } from './joinRuns';
import { placesOf } from './places';
import { lineOf, listPaths, quoteOf } from './wording';
import { withWrittenNames } from './writtenNames';

/** How a rule speaks of what is left behind. */
export interface Residue {
  /** What the effects call it. */
  readonly cause: string;
  /** False when what is left may be wanted after all, so that a fix needs a look. */
  readonly isFixSafe?: boolean;
  /** False when nothing that can be put into the file helps, or not yet. */
  isFixable?(leftover: Leftover): boolean;
  /** True for what somebody needs although it looks like residue. */
  isWanted?(leftover: Leftover): boolean;
  /** The severity of one finding, where it is another one than that of the rule. */
  severityOf?(leftover: Leftover): Severity | undefined;
  /** What helps better than all that helps in general. */
  betterFix?(context: RuleContext, leftover: Leftover): Fix | undefined;
  /** The codes of one finding, where they depend on it. */
  aliasesOf?(leftover: Leftover, tree: DockerfileTree): readonly string[];
}

/** Reports everything that a layer of the final image keeps for the given cause: one finding for each instruction. */
export function reportLeftovers(
  context: RuleContext,
  { cause, aliasesOf, severityOf, isWanted, isFixSafe = true, isFixable, betterFix }: Residue,
): void {
  for (const leftover of context.model.effects.left) {
    if (leftover.cause === cause && !isWanted?.(leftover)) {
      const aliases = aliasesOf?.(leftover, context.tree);
      const report = reportOf(context, leftover);
      const better = betterFix?.(context, leftover);
      const isHopeless = isFixable?.(leftover) === false;
      const fixes = isHopeless
        ? []
        : (better ? [better] : (report.fixes ?? [])).map((fix) => ({ ...fix, safe: fix.safe && isFixSafe }));
      const severity = severityOf?.(leftover);
      context.report({ ...report, fixes, ...(aliases && { aliases }), ...(severity && { severity }) });
    }
  }
}

/**
 * The messages of such a rule.
 *
 * @param what What stays, in the plural and with a capital letter: "The package lists of apt".
 */
export function leftoverMessages(what: string): Readonly<Record<string, string>> {
  const stay = `${what} stay in this layer ({paths})`;
  const attempts: Readonly<Record<AttemptProblem, string>> = {
    early: 'runs before they are written, so move it to the end',
    conditional: 'does not run on every way through the script',
    quoted: 'deletes nothing, because the quotes keep the shell from expanding the pattern',
    braces: 'deletes nothing, because this shell does not expand braces',
    noShell: 'deletes nothing, because the exec form has no shell that would expand the pattern',
    hidden: 'leaves names that begin with a dot, which * does not match',
    notRecursive: 'deletes no folders without -r',
    other: 'does not remove them',
    notForBuilds: 'keeps nothing itself, but its flag does not reach what is fetched to build a project',
    needsForce: 'refuses to remove them without --force',
    notAllowed: 'may not remove what belongs to root',
    otherHome: 'cleans the cache in another home folder',
    elsewhere: 'cleans another folder',
    mountElsewhere: 'is not where they are written',
  };
  return {
    left: `${stay}: remove them in the same instruction.`,
    removedLate: `${stay} although line {line} deletes them, which frees nothing: remove them in the same instruction.`,
    anew: `${stay} although line {line} writes them anew, which frees nothing: remove them in the same instruction.`,
    needed: `${stay} because line {line} uses them: join both instructions and remove them at the end.`,
    copied: `${stay}: use them through RUN --mount=type=bind, or copy them to where they are needed.`,
    fetched: `${stay}: download, use and remove them in one RUN instead.`,
    again: `${what} are written once more into this layer ({paths}), since their owner or mode changes: remove them in line {line}, which writes them first.`,
    carried: `${what} come along from line {line} ({paths}): copy only what is needed, or remove them there.`,
    waiting: `${what} stay in a layer of every build that runs this trigger ({paths}): remove them in the same instruction.`,
    fired: `${stay} when line {line} fires this trigger: remove them in the same instruction.`,
    ...Object.fromEntries(Object.entries(attempts).map(([problem, why]) => [problem, `${stay}: "{command}" ${why}.`])),
  };
}

function reportOf(context: RuleContext, leftover: Leftover): Report {
  const { attempt, removedBy, neededBy, origin, below, firedBy } = leftover;
  const other = origin ?? below ?? neededBy ?? removedBy;
  const line = other ? lineAt(context.tree.lines, other.span.start) + 1 : firedBy ? lineOf(firedBy) : 0;
  return {
    span: leftover.span,
    message: messageFor(leftover),
    params: {
      paths: listPaths(leftover.paths),
      line,
      command: attempt ? quoteOf(context.tree, attempt.span) : '',
    },
    related: relatedPlaces(leftover),
    fixes: fixesFor(context, leftover),
  };
}

function messageFor(leftover: Leftover): string {
  const { cause, attempt, removedBy, neededBy, origin, below, firedBy, instruction, stage } = leftover;
  if (below) {
    return 'again';
  }
  // An archive that is copied to be unpacked here is needed, but not in a layer.
  if (origin && !(neededBy && cause === 'unpacked-archive')) {
    return 'carried';
  }
  if (instruction.name !== 'RUN') {
    return instruction.name === 'ADD' && /(?:^|[\s"'])(?:https?|ftp):\/\//i.test(instruction.body.text)
      ? 'fetched'
      : 'copied';
  }
  const isWaiting = !firedBy && !stage.instructions.includes(instruction);
  return neededBy
    ? 'needed'
    : attempt
      ? attempt.why
      : removedBy
        ? removedBy.isWrittenAnew
          ? 'anew'
          : 'removedLate'
        : firedBy
          ? 'fired'
          : isWaiting
            ? 'waiting'
            : 'left';
}

function relatedPlaces({ attempt, removedBy, neededBy, origin, below, firedBy }: Leftover): RelatedPlace[] {
  const places: RelatedPlace[] = [];
  const first = origin ?? below;
  if (first) {
    places.push({ span: first.span, message: 'Written here.' });
  }
  if (attempt) {
    places.push({ span: attempt.span, message: 'This does not remove them.' });
  }
  if (neededBy) {
    places.push({ span: neededBy.span, message: 'Used here.' });
  }
  if (removedBy) {
    const happens = removedBy.isWrittenAnew ? 'Written anew' : 'Deleted';
    places.push({ span: removedBy.span, message: `${happens} here, but the layer above keeps the bytes.` });
  }
  if (firedBy) {
    places.push({ span: firedBy.keywordSpan, message: 'The trigger fires here.' });
  }
  return places;
}

/** What keeps the residue out: a flag for every command that writes it, else a command at the end, else a cache mount. */
function fixesFor(context: RuleContext, leftover: Leftover): Fix[] {
  if (leftover.origin || leftover.below || leftover.instruction.name !== 'RUN') {
    return [];
  }
  const fixes = [
    insertFlags(leftover),
    appendCleanup(context, leftover),
    joinWithUser(context, leftover),
    useCacheMount(leftover),
  ];
  return fixes.filter((it) => it !== undefined);
}

function insertFlags({ writers, neededBy }: Leftover): Fix | undefined {
  const edits: TextEdit[] = [];
  for (const { remedies } of writers) {
    const remedy = remedies.find((it) => it.kind === 'insert');
    if (!remedy || neededBy) {
      return undefined;
    }
    edits.push({ span: { start: remedy.at, end: remedy.at }, newText: remedy.text });
  }
  const [first] = edits;
  const flag = first?.newText.replace(/[\s,"]/g, '');
  return first && { title: `Add ${flag}`, safe: true, edits };
}

function appendCleanup({ model }: RuleContext, leftover: Leftover): Fix | undefined {
  const { instruction, neededBy } = leftover;
  const surely = surelyThere(model, leftover);
  const cleanup = surely === undefined ? undefined : withWrittenNames(model, instruction, surely);
  const edit = cleanup === undefined || neededBy ? undefined : appendCommand(model, instruction, cleanup);
  const shown = cleanup?.includes('"') ? cleanup : `"${cleanup}"`;
  return edit && { title: `Run ${shown} at the end`, safe: true, edits: [edit] };
}

/** Cleans up behind the last command that makes use of it, in one RUN with the one that writes it. */
function joinWithUser({ model }: RuleContext, { instruction, cleanup, neededBy }: Leftover): Fix | undefined {
  const edits = neededBy && cleanup !== undefined ? joinRuns(model, instruction, neededBy.instruction) : undefined;
  const user = neededBy?.instruction;
  // The path is one from where the shell ends that writes it; the one that uses it may have gone elsewhere.
  const calls = user ? (placesOf(model).runs.get(user)?.calls ?? []) : [];
  if (/^rm(?: -\w+)* [^/~$"-]/.test(cleanup ?? '') && calls.some(({ name }) => name === 'cd' || name === 'pushd')) {
    return undefined;
  }
  const cleaning = edits && user && appendCommand(model, user, withWrittenNames(model, user, cleanup!));
  return (
    cleaning && {
      title: `Join with the RUN in line ${lineOf(neededBy!.instruction)} and clean up there`,
      safe: false,
      edits: [cleaning, ...edits],
    }
  );
}

function useCacheMount({ instruction, writers, neededBy }: Leftover): Fix | undefined {
  const mounts = writers.flatMap((it) => it.remedies).filter((it): it is Mount => it.kind === 'mount');
  const targets = [...new Set(mounts.map((it) => it.target))];
  if (targets.length === 0 || neededBy || targets.some((it) => /[\s,"*$]/.test(it))) {
    return undefined;
  }
  const at = instruction.keywordSpan.end;
  const newText = targets.map((target) => ` --mount=type=cache,target=${target}`).join('');
  return {
    title: `Keep ${targets.length > 1 ? 'them' : targets[0]} in a cache mount`,
    safe: false,
    edits: [{ span: { start: at, end: at }, newText }],
  };
}

type Mount = Extract<Remedy, { kind: 'mount' }>;
