import type { InsightView } from '../../protocol/imageInsights';
import type { DuplicateGroup } from '../insights/duplicates';
import type { SizedPath } from '../insights/largestFiles';
import type { SecretFile } from '../insights/secrets';
import type { FoundPath } from '../search/findPaths';
import type { ImageStack } from '../stack/stack';
import type { LossReason, WastedPath } from '../stack/waste';
import { foundView } from './foundView';
import { exactBytes, sizeText } from './sizes';
import { markdownCode } from './text';

export function largestView(stack: ImageStack, file: SizedPath): InsightView {
  const place = foundView(stack, file);
  return {
    label: place.path,
    description: place.description,
    tooltip: `${markdownCode(place.path)}\n\n${exactBytes(file.bytes)} in layer ${file.layer}${hiddenNote(file.isVisible)}`,
    place,
    files: [],
  };
}

const reasons: Readonly<Record<LossReason, string>> = {
  deleted: 'deleted',
  opaque: 'hidden with its folder',
  overwritten: 'overwritten',
  replaced: 'replaced',
  metadata: 'written again with other attributes',
};

export function wastedView(
  stack: ImageStack,
  { path, bytes, heldBy, killedBy }: WastedPath,
  found: FoundPath | undefined,
): InsightView {
  const held = heldBy.map(({ layer }) => layer).join(', ');
  const killed = [...new Set(killedBy.map(({ layer, reason }) => `${reasons[reason]} by layer ${layer}`))].join(', ');
  return {
    label: path,
    description: `${sizeText(bytes)} · in layer ${held} · ${killed}`,
    tooltip: `${markdownCode(path)}\n\n${exactBytes(bytes)} in layer ${held}, ${killed}: they stay in the image, and nobody can see them.`,
    place: found ? foundView(stack, found) : null,
    files: [],
  };
}

const mostShown = 200;

export function duplicateView(stack: ImageStack, { bytes, wastedBytes, files }: DuplicateGroup): InsightView {
  const places = files.slice(0, mostShown).map((file) => foundView(stack, file));
  return {
    label: places[0]!.label,
    description: `${files.length} × ${sizeText(bytes)} · ${sizeText(wastedBytes)} could be saved`,
    tooltip: `${files.length} files with the same ${exactBytes(bytes)}.`,
    place: places[0]!,
    files: places,
  };
}

export function secretView(stack: ImageStack, file: SecretFile): InsightView {
  const place = foundView(stack, file);
  const certainty = file.verdict === 'secret' ? '' : file.verdict === 'encrypted' ? ', encrypted' : ', perhaps';
  const travels = file.isVisible ? '' : ' · deleted later, still travels with the image';
  return {
    label: place.path,
    description: `${file.what}${certainty} · layer ${file.layer}${travels}`,
    tooltip: `${markdownCode(place.path)}\n\nLooks like: ${file.what}${certainty}, in layer ${file.layer}.${file.isVisible ? '' : ' A later layer deletes or replaces it, but everybody who has the image can read it.'}`,
    place,
    files: [],
  };
}

function hiddenNote(isVisible: boolean): string {
  return isVisible ? '' : ', not in the final file system: deleted or overwritten later';
}
