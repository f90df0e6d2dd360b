import type { Problem } from '../../dockerfile/problems';
import type { DockerfileModel } from '../../model/model';
import type { Facts, Finding, Report, Rule, Severity } from '../rule';
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
  const findings: Finding[] = [];
  const failures: RuleFailure[] = [];
  const running = active.filter(({ rule }) => rule.needs?.every((fact) => facts[fact] !== undefined) ?? true);
  const isWaiting = ({ rule }: ActiveRule): boolean =>
    rule.needs?.some((fact) => facts[fact] === undefined || facts.unfinished?.includes(fact)) ?? false;
  const decided = active.filter((each) => !isWaiting(each));
  const suppressions = indexSuppressions(model.tree, names, decided, active.filter(isWaiting), deafTo);
  const said: Finding[] = [];
  const reader: Reader = { model, claimedProblems, suppressions, facts, said };
  for (const turn of turns) {
    for (const each of running) {
      if (turnOf(each.rule) === turn) {
        try {
          findings.push(...findingsOf(each, reader));
        } catch (error) {
          failures.push({ rule: each.rule.id, error });
        }
      }
    }
  }
  findings.sort(byPlace);
  return { findings, failures };
}

/** When a rule has its turn: what another program says is compared with what we have said, suppressions come last. */
type Turn = 'own' | 'foreign' | 'suppressions';
const turns: readonly Turn[] = ['own', 'foreign', 'suppressions'];

function turnOf({ afterOthers, foreignCodes }: Rule): Turn {
  return afterOthers ? 'suppressions' : foreignCodes ? 'foreign' : 'own';
}

/** What all rules of one run share. */
interface Reader {
  readonly model: DockerfileModel;
  readonly claimedProblems: ReadonlySet<string>;
  readonly suppressions: SuppressionIndex;
  readonly facts: Facts;
  /** Everything that rules have reported so far, suppressed or not, where it has codes. */
  readonly said: Finding[];
}

/** Orders findings by where they start, then by rule. */
function byPlace(a: Finding, b: Finding): number {
  return a.span.start - b.span.start || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}

function findingsOf(
  { rule, options, levelOf }: ActiveRule,
  { model, claimedProblems, suppressions, facts, said }: Reader,
): Finding[] {
  const findings: Finding[] = [];
  rule.check({
    tree: model.tree,
    model,
    facts,
    options,
    suppressions,
    problems: problemsFor(rule, model.tree.problems, claimedProblems),
    report(report) {
      const finding = findingOf(rule, report);
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
      if (level !== 'off' && !isSuppressed) {
        findings.push(level === finding.severity ? finding : { ...finding, severity: level });
      }
    },
  });
  return findings;
}

/** True when two findings have a code in common and touch. */
function saysTheSame(a: Finding, b: Finding): boolean {
  return a.span.start <= b.span.end && b.span.start <= a.span.end && a.aliases.some((code) => b.aliases.includes(code));
}

function problemsFor(rule: Rule, problems: readonly Problem[], claimed: ReadonlySet<string>): readonly Problem[] {
  if (rule.problems === undefined || problems.length === 0) {
    return [];
  }
  return rule.problems === 'unclaimed'
    ? problems.filter(({ code }) => !claimed.has(code))
    : problems.filter(({ code }) => rule.problems!.includes(code));
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
    ...(report.foreign && { foreign: report.foreign }),
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
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : whole,
  );
}
