import { expect } from 'vitest';
import { parseDockerfile } from '../../../server/src/dockerfile/parse';
import { type BuildContext, contextOfFiles } from '../../../server/src/model/context';
import type { FileEffects } from '../../../server/src/model/effects/effects';
import { buildModel } from '../../../server/src/model/model';
import { marked, withMarks } from '../../support/marks';

/** The effects of a Dockerfile. */
export function effectsOf(text: string, context?: BuildContext): FileEffects {
  return buildModel(parseDockerfile(text), { context }).effects;
}

/**
 * Checks everything that a Dockerfile leaves in its layers. In `source`, `«…»` marks the words that leave something
 * and the words that remove or rewrite too late; `labels` names, in the order of the marks, the cause of what is left
 * or how something dies late. Without labels nothing may be left.
 */
export function checkEffects(source: string, labels: readonly string[] = [], context?: BuildContext): void {
  const { text } = marked(source);
  const { left, removedLate } = effectsOf(text, context);
  const found = [
    ...left.map(({ span, cause }) => ({ span, label: cause })),
    ...removedLate.map(({ removedAt, how }) => ({ span: removedAt, label: how })),
  ].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end || a.label.localeCompare(b.label));
  const spans = found.map(({ span }) => span).filter((it, i, all) => i === 0 || all[i - 1]!.start !== it.start);
  expect(withMarks(text, spans)).toBe(source);
  expect(found.map(({ label }) => label)).toEqual(labels);
}

/** A build context with files of the given sizes. */
export function contextOf(files: Readonly<Record<string, number | string>>): BuildContext {
  const entries = Object.entries(files).map(
    ([path, file]) => [path, typeof file === 'number' ? { size: file } : { size: file.length, content: file }] as const,
  );
  return contextOfFiles(new Map(entries));
}
