import { parseDockerfile } from '../dockerfile/parse';
import { type LintResult, lintModel, ruleSetFor } from '../features/diagnostics';
import type { BuildArguments } from '../model/buildArguments';
import { buildModel, type DockerfileModel } from '../model/model';
import type { RuleSet } from '../rules/engine/configuration';
import type { OpenDocument } from './documents';
import { type FactCollector, type Knowledge, nothingKnown, withKnowledge } from './knowledge';
import type { Settings } from './settings';

/** A document, parsed and understood. */
export interface Analysis {
  readonly document: OpenDocument;
  readonly model: DockerfileModel;
}

export interface LintReport {
  /** Names this very report: another text or other settings give another id, also after closing and opening again. */
  readonly id: string;
  readonly result: LintResult;
}

/** What is known of documents, worked out once for each version and set of settings, and dropped with them. */
export interface Analyses {
  of(document: OpenDocument): Analysis;
  /** As `of`, with the build arguments that the settings name. */
  with(document: OpenDocument, settings: Settings): Analysis;
  /** With what is known so far beside the text. */
  lint(document: OpenDocument, settings: Settings): LintReport;
  /** Adds what was found out about a document; true when that changes what `lint` says of it. */
  learn(document: OpenDocument, settings: Settings, knowledge: Knowledge): boolean;
  /** Drops what is known of a document beside its text. */
  forget(document: OpenDocument): void;
  /** The rules that the settings choose. */
  ruleSet(settings: Settings): RuleSet;
}

/** What there is to tell the log: a rule or a collector of ours crashed; the user's settings name something unknown. */
export interface AnalysisLog {
  ruleCrashed(rule: string, document: OpenDocument, error: unknown): void;
  collectorCrashed(collector: string, document: OpenDocument, error: unknown): void;
  mistake(message: string): void;
}

export function createAnalyses(log: AnalysisLog, collectors: readonly FactCollector[]): Analyses {
  const analyses = new WeakMap<OpenDocument, Analysis>();
  const reports = new WeakMap<OpenDocument, Known>();
  const withArguments = new WeakMap<OpenDocument, { readonly settings: Settings; readonly analysis: Analysis }>();
  const ruleSets = new WeakMap<Settings, RuleSet>();
  let reportsMade = 0;

  function of(document: OpenDocument): Analysis {
    let analysis = analyses.get(document);
    if (!analysis) {
      analysis = { document, model: buildModel(parseDockerfile(document.text)) };
      analyses.set(document, analysis);
    }
    return analysis;
  }

  function withSettings(document: OpenDocument, settings: Settings): Analysis {
    const plain = of(document);
    const buildArgs = buildArgsOf(settings);
    if (buildArgs.size === 0) {
      return plain;
    }
    let known = withArguments.get(document);
    if (known?.settings !== settings) {
      known = { settings, analysis: { document, model: buildModel(plain.model.tree, { buildArgs }) } };
      withArguments.set(document, known);
    }
    return known.analysis;
  }

  function ruleSetOf(settings: Settings): RuleSet {
    let ruleSet = ruleSets.get(settings);
    if (!ruleSet) {
      const { profile, rules, deafTo } = settings.lint;
      ruleSet = ruleSetFor({ profile, rules, deafTo });
      ruleSets.set(settings, ruleSet);
      ruleSet.mistakes.forEach(log.mistake);
    }
    return ruleSet;
  }

  function knownAtOnce(document: OpenDocument, settings: Settings): Knowledge {
    let knowledge = nothingKnown;
    for (const collector of settings.lint.enabled ? collectors : []) {
      try {
        knowledge = withKnowledge(
          knowledge,
          collector.known(withSettings(document, settings), settings) ?? nothingKnown,
        );
      } catch (error) {
        log.collectorCrashed(collector.name, document, error);
      }
    }
    return knowledge;
  }

  function resultOf(document: OpenDocument, settings: Settings, { facts, context }: Knowledge): LintResult {
    const plain = withSettings(document, settings).model;
    if (!settings.lint.enabled) {
      return { tree: plain.tree, model: plain, findings: [], failures: [] };
    }
    const model = context ? buildModel(plain.tree, { context, buildArgs: plain.buildArgs }) : plain;
    const result = lintModel(model, { ruleSet: ruleSetOf(settings), facts });
    for (const { rule, error } of result.failures) {
      log.ruleCrashed(rule, document, error);
    }
    return result;
  }

  function know(document: OpenDocument, settings: Settings, knowledge: Knowledge): Known {
    const report = { id: String(++reportsMade), result: resultOf(document, settings, knowledge) };
    const known = { settings, knowledge, report };
    reports.set(document, known);
    return known;
  }

  function knownOf(document: OpenDocument, settings: Settings): Known {
    const known = reports.get(document);
    return known?.settings === settings ? known : know(document, settings, knownAtOnce(document, settings));
  }

  return {
    of,
    with: withSettings,
    ruleSet: ruleSetOf,
    forget: (document) => void reports.delete(document),
    lint: (document, settings) => knownOf(document, settings).report,
    learn(document, settings, knowledge) {
      const before = knownOf(document, settings);
      const after = know(document, settings, withKnowledge(before.knowledge, knowledge));
      const { findings } = after.report.result;
      if (JSON.stringify(findings) !== JSON.stringify(before.report.result.findings)) {
        return true;
      }
      // The same findings keep their name, so that nobody asks for them again.
      reports.set(document, { ...after, report: { ...after.report, id: before.report.id } });
      return false;
    },
  };
}

/** What a build is given, as the model takes it. */
export function buildArgsOf({ buildArgs }: Settings): BuildArguments {
  return new Map(Object.entries(buildArgs));
}

/** What is known of a document under some settings, and what came of it. */
interface Known {
  readonly settings: Settings;
  readonly knowledge: Knowledge;
  readonly report: LintReport;
}
