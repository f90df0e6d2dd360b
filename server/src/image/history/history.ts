import type { HistoryRecord, ImageConfig } from '../archive/config';
import { type ImageProblem, problem } from '../problems';
import { cleanInstruction, isMetadataInstruction } from './instruction';

/** A line of an image's history. */
export interface HistoryEntry {
  /** The instruction as its author wrote it, as far as that can be told; null when nothing is recorded. */
  readonly instruction: string | null;
  /** What the builder recorded, unchanged. */
  readonly createdBy: string | null;
  readonly created: string | null;
  readonly author: string | null;
  readonly comment: string | null;
  /** The layer that the line made, 0-based from the bottom; null when it made none. */
  readonly layer: number | null;
}

export interface PlacedHistory {
  readonly entries: readonly HistoryEntry[];
  /** For each layer the index of its line, undefined for a layer without one. */
  readonly entryOfLayer: readonly (number | undefined)[];
  readonly problems: readonly ImageProblem[];
}

/**
 * Gives every layer its line of history: the lines that made a layer belong to the layers in order, bottom
 * first. Where the counts differ, which is told, lines that only set something are taken for empty ones; with
 * too few lines left the upper layers get them, since what was added last is what has a history.
 */
export function placeHistory(config: ImageConfig | undefined, layerCount: number): PlacedHistory {
  const records = config?.history ?? [];
  const shell = config?.shell ?? [];
  const instructions = records.map(({ createdBy }) => (createdBy ? cleanInstruction(createdBy, shell) : null));
  const isEmpty = records.map((record) => record.isEmpty);
  const filled = (): number => isEmpty.reduce((count, empty) => count + (empty ? 0 : 1), 0);
  const stated = filled();
  if (stated > layerCount) {
    instructions.forEach((instruction, i) => {
      isEmpty[i] ||= instruction !== null && isMetadataInstruction(instruction);
    });
  }
  let next = Math.max(0, layerCount - filled());
  const entryOfLayer = new Array<number | undefined>(layerCount).fill(undefined);
  const entries = records.map((record, i): HistoryEntry => {
    const layer = isEmpty[i] || next >= layerCount ? null : next++;
    if (layer !== null) {
      entryOfLayer[layer] = i;
    }
    return entryOf(record, instructions[i]!, layer);
  });
  const isMismatch = records.length > 0 && stated !== layerCount;
  return { entries, entryOfLayer, problems: isMismatch ? [mismatch(stated, layerCount)] : [] };
}

function entryOf(record: HistoryRecord, instruction: string | null, layer: number | null): HistoryEntry {
  const { createdBy, created, author, comment } = record;
  return { instruction, createdBy, created, author, comment, layer };
}

function mismatch(stated: number, layerCount: number): ImageProblem {
  return problem(
    'warning',
    'bad-config',
    `The history tells of ${stated} layers, but there are ${layerCount}; instructions may stand beside the wrong layer.`,
  );
}
