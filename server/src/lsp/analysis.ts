import { parseDockerfile } from '../dockerfile/parse';
import { type LintResult, lintModel, ruleSetFor } from '../features/diagnostics';
import { buildModel, type DockerfileModel } from '../model/model';
import type { RuleSet } from '../rules/engine/configuration';
import type { OpenDocument } from './documents';
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
  lint(document: OpenDocument, settings: Settings): LintReport;
  /** The rules that the settings choose. */
  ruleSet(settings: Settings): RuleSet;
}

/** The two ways to tell the log: a rule of ours crashed; the user's settings name something unknown. */
export interface AnalysisLog {
  ruleCrashed(rule: string, document: OpenDocument, error: unknown): void;
  mistake(message: string): void;
}

export function createAnalyses(log: AnalysisLog): Analyses {
  const analyses = new WeakMap<OpenDocument, Analysis>();
  const reports = new WeakMap<OpenDocument, { readonly settings: Settings; readonly report: LintReport }>();
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

  function ruleSetOf(settings: Settings): RuleSet {
    let ruleSet = ruleSets.get(settings);
    if (!ruleSet) {
      const { profile, rules } = settings.lint;
      ruleSet = ruleSetFor({ profile, rules });
      ruleSets.set(settings, ruleSet);
      ruleSet.mistakes.forEach(log.mistake);
    }
    return ruleSet;
  }

  function resultOf(document: OpenDocument, settings: Settings): LintResult {
    const { model } = of(document);
    if (!settings.lint.enabled) {
      return { tree: model.tree, model, findings: [], failures: [] };
    }
    const result = lintModel(model, { ruleSet: ruleSetOf(settings) });
    for (const { rule, error } of result.failures) {
      log.ruleCrashed(rule, document, error);
    }
    return result;
  }

  return {
    of,
    ruleSet: ruleSetOf,
    lint(document, settings) {
      const known = reports.get(document);
      if (known?.settings === settings) {
        return known.report;
      }
      const report = { id: String(++reportsMade), result: resultOf(document, settings) };
      reports.set(document, { settings, report });
      return report;
    },
  };
}
