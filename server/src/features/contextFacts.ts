import { buildContextOf } from '../model/context';
import type { SurveyedContext } from '../model/contextSurvey';
import type { LintOptions } from './diagnostics';

/** Adds what a surveyed build context lets the rules know; the model has to be built with the same `context`. */
export function withContext(options: LintOptions, surveyed: SurveyedContext | undefined): LintOptions {
  if (!surveyed) {
    return options;
  }
  const { ignoreFile } = surveyed;
  const facts = { ...options.facts, context: surveyed, ...(ignoreFile && { ignoreFile }) };
  return { ...options, facts, context: buildContextOf(surveyed) };
}
