import type { Problem } from '../../dockerfile/problems';
import type { DockerfileModel } from '../../model/model';
import type { Facts, Finding, Report, Rule, RuleContext, Severity } from '../rule';
import type { ActiveRule, RuleSet } from './configuration';
import { indexSuppressions, type SuppressionIndex } from './suppressionIndex';

export interface RunResult {
  /** Sorted by place, then by rule; suppressed ones are left out. */
  readonly findings: readonly Finding[];
  /** Rules that threw, which is a fault of ours; their findings are missing, all others are there. */
  readonly failures: readonly RuleFailure[];
}

export interface RuleFailure {
  readonly rule: string;
  readonly error: unknown;
}

/** Runs the rules of a set over a file. Never throws, whatever the file is and whatever a rule does. */
export function runRules(
  model: DockerfileModel,
  { active, claimedProblems, names, deafTo }: RuleSet,
  facts: Facts = {},
): RunResult {
  const plan = planOf(active);
  const { steps, withNeeds } = plan;
  const waiting = withNeeds.filter(({ rule }) =>
    rule.needs!.some((fact) => facts[fact] === undefined || facts.unfinished?.includes(fact)),
  );
  const decided = waiting.length === 0 ? active : decidedBeside(waiting, active, plan);
  const suppressions = indexSuppressions(model.tree, names, decided, waiting, deafTo);
  const { findings, failures } = runSteps(steps, model, claimedProblems, suppressions, facts);
  return { findings: findings.sort(byPlace), failures };
}

/** What can be said of a set of rules before there is a file. */
interface Plan {
  /** The rules in the order in which they run. */
  readonly steps: readonly Step[];
  /** Those that need to know something beyond the text. */
  readonly withNeeds: readonly ActiveRule[];
  /** The rules beside those that wait, for the ones that waited last: with the next file it is mostly the same ones. */
  last: { readonly waiting: readonly ActiveRule[]; readonly decided: readonly ActiveRule[] } | undefined;
}

/** One rule with what is asked of every rule for every file; rules themselves look different to V8, steps do not. */
interface Step {
  readonly active: ActiveRule;
  readonly check: Rule['check'];
  readonly needs: Rule['needs'] | undefined;
  readonly problems: Rule['problems'] | undefined;
}

function stepOf(active: ActiveRule): Step {
  const { check, needs, problems } = active.rule;
  return { active, check, needs, problems };
}

function decidedBeside(
  waiting: readonly ActiveRule[],
  active: readonly ActiveRule[],
  plan: Plan,
): readonly ActiveRule[] {
  const { last } = plan;
  if (last?.waiting.length === waiting.length && last.waiting.every((each, index) => each === waiting[index])) {
    return last.decided;
  }
  const decided = active.filter((each) => !waiting.includes(each));
  plan.last = { waiting, decided };
  return decided;
}

const plans = new WeakMap<readonly ActiveRule[], Plan>();

function planOf(active: readonly ActiveRule[]): Plan {
  let plan = plans.get(active);
  if (!plan) {
    plan = {
      steps: turns.flatMap((turn) => active.filter(({ rule }) => turnOf(rule) === turn)).map(stepOf),
      withNeeds: active.filter(({ rule }) => rule.needs),
      last: undefined,
    };
    plans.set(active, plan);
  }
  return plan;
}

/** When a rule has its turn: what yields or comes from another program is compared with the rest, suppressions come last. */
type Turn = 'own' | 'yielding' | 'foreign' | 'suppressions';
const turns: readonly Turn[] = ['own', 'yielding', 'foreign', 'suppressions'];

function turnOf({ afterOthers, foreignCodes, yieldsTo }: Rule): Turn {
  return afterOthers ? 'suppressions' : foreignCodes ? 'foreign' : yieldsTo ? 'yielding' : 'own';
}

/** Orders findings by where they start, then by rule. */
function byPlace(a: Finding, b: Finding): number {
  return a.span.start - b.span.start || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

/**
 * Runs one rule after the other over a file; what a rule has found before it throws is gone.
 * All rules get the same context with other options: a context for each would take as long as many rules do.
 */
function runSteps(
  steps: readonly Step[],
  model: DockerfileModel,
  claimedProblems: ReadonlySet<string>,
  suppressions: SuppressionIndex,
  facts: Facts,
): { readonly findings: Finding[]; readonly failures: RuleFailure[] } {
  const findings: Finding[] = [];
  const failures: RuleFailure[] = [];
  /** Everything that rules have reported so far, suppressed or not, where it has codes. */
  const said: Finding[] = [];
  const report = (reported: Report): void => {
    const { rule, levelOf, peerOf } = running!;
    const finding = findingOf(rule, reported);
    if (rule.foreignCodes) {
      if (said.some((other) => saysTheSame(other, finding))) {
        return;
      }
    } else if (finding.aliases.length > 0) {
      said.push(finding);
    }
    // Asked first, so that a suppression counts as used also where the configuration says the same.
    const isSuppressed = suppressions.covers(finding);
    const level = levelOf(finding);
    const { yieldsTo } = rule;
    const isToldAlready =
      yieldsTo !== undefined && findings.some((other) => yieldsTo.includes(other.rule) && touches(other, finding));
    if (level !== 'off' && !isSuppressed && !isToldAlready) {
      const peer = peerOf(finding);
      const isAsIs = level === finding.severity && !peer;
      findings.push(isAsIs ? finding : { ...finding, severity: level, ...(peer && { peer }) });
    }
  };
  const { tree } = model;
  const context: Writable<RuleContext> = { tree, model, facts, options: {}, suppressions, problems: [], report };
  let running: ActiveRule | undefined;
  const isSound = tree.problems.length === 0;
  for (const { active, check, needs, problems } of steps) {
    if (needs?.some((fact) => facts[fact] === undefined)) {
      continue;
    }
    const before = findings.length;
    running = active;
    context.options = active.options;
    context.problems =
      problems === undefined || isSound ? noProblems : problemsFor(problems, tree.problems, claimedProblems);
    try {
      check(context);
    } catch (error) {
      findings.length = before;
      failures.push({ rule: active.rule.id, error });
    }
  }
  return { findings, failures };
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** True when two findings have a code in common and touch. */
function saysTheSame(a: Finding, b: Finding): boolean {
  return touches(a, b) && a.aliases.some((code) => b.aliases.includes(code));
}

function touches(a: Finding, b: Finding): boolean {
  return a.span.start <= b.span.end && b.span.start <= a.span.end;
}

const noProblems: readonly Problem[] = [];

function problemsFor(
  wanted: NonNullable<Rule['problems']>,
  problems: readonly Problem[],
  claimed: ReadonlySet<string>,
): readonly Problem[] {
  return wanted === 'unclaimed'
    ? problems.filter(({ code }) => !claimed.has(code))
    : problems.filter(({ code }) => wanted.includes(code));
}

function findingOf(rule: Rule, report: Report): Finding {
  const template = rule.messages[report.message];
  if (template === undefined) {
    throw new Error(`The rule ${rule.id} has no message "${report.message}".`);
  }
  const severity: Severity = report.severity ?? rule.severity;
  return {
    rule: rule.id,
    aliases: report.aliases ?? rule.aliases,
    foreign: report.foreign,
    category: report.category ?? rule.category,
    severity,
    span: report.span,
    message: fillIn(template, report.params ?? {}),
    tags: report.tags ?? [],
    related: report.related ?? [],
    fixes: report.fixes ?? [],
  };
}

/** Puts parameters into a template; a name without a parameter stays as it is. */
function fillIn(template: string, params: Readonly<Record<string, string | number>>): string {
  const pieces = piecesOf(template);
  let text = pieces[0]!;
  for (let at = 1; at < pieces.length; at += 2) {
    const name = pieces[at]!;
    text += (Object.hasOwn(params, name) ? String(params[name]) : `{${name}}`) + pieces[at + 1]!;
  }
  return text;
}

/** Texts and names of a template in turn, a text first and last; taken apart once, since there are few templates. */
function piecesOf(template: string): readonly string[] {
  let pieces = takenApart.get(template);
  if (!pieces) {
    pieces = template.split(/\{(\w+)\}/);
    takenApart.set(template, pieces);
  }
  return pieces;
}

const takenApart = new Map<string, readonly string[]>();
