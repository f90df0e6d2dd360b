import type { BuildContext } from '../model/context';
import type { Cancellation } from '../ports';
import type { Facts } from '../rules/rule';
import type { Analysis } from './analysis';
import type { Settings } from './settings';

/** What is known of a document beside its text. */
export interface Knowledge {
  readonly facts: Facts;
  /** The files of the build context, for the model. */
  readonly context?: BuildContext | undefined;
}

/**
 * Finds out one sort of facts about documents. Findings never wait for it: what is known at once counts for the first
 * wave of findings, what takes time for a second one over the same version of the document.
 */
export interface FactCollector {
  /** For the log. */
  readonly name: string;
  /** What is known without waiting; facts that are known in part are named in `Facts.unfinished`. */
  known(analysis: Analysis, settings: Settings): Knowledge | undefined;
  /** What can be found out in a while; undefined when it was cancelled or there is nothing to find out. */
  collect(analysis: Analysis, settings: Settings, cancel: Cancellation): Promise<Knowledge | undefined>;
}

export const nothingKnown: Knowledge = { facts: {} };

/** Both together; of the same fact the newer one counts. */
export function withKnowledge(older: Knowledge, newer: Knowledge): Knowledge {
  const renewed = Object.keys(newer.facts);
  const unfinished = [
    ...(older.facts.unfinished ?? []).filter((fact) => !renewed.includes(fact)),
    ...(newer.facts.unfinished ?? []),
  ];
  return {
    facts: { ...older.facts, ...newer.facts, unfinished },
    context: newer.context ?? older.context,
  };
}
