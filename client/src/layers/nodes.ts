import type { InsightTopic, InsightView } from '../../../server/src/protocol/imageInsights';
import type { FoundView } from '../../../server/src/protocol/imageSearch';
import type { EntryView, ImageView, LayerView, ProblemView } from '../../../server/src/protocol/images';
import type { Archive } from './archives';

/** A row of the layer view. Rows are kept as objects, because VS Code refreshes a row by its identity. */
export type LayersNode =
  | ArchiveNode
  | ImageNode
  | LayerNode
  | EntryNode
  | InsightsNode
  | TopicNode
  | InsightNode
  | PlaceNode
  | ProblemNode
  | MoreNode
  | ActionNode;

interface Row {
  /** Unique in the view and the same after a refresh, so that expanded rows stay expanded. */
  readonly id: string;
  readonly parent: LayersNode | undefined;
}

export interface ArchiveNode extends Row {
  readonly kind: 'archive';
  readonly archive: Archive;
}

export interface ImageNode extends Row {
  readonly kind: 'image';
  readonly image: ImageView;
}

export interface LayerNode extends Row {
  readonly kind: 'layer';
  readonly image: ImageView;
  readonly layer: LayerView;
}

export interface EntryNode extends Row {
  readonly kind: 'entry';
  readonly folder: FolderAddress;
  readonly entry: EntryView;
}

/** Stands above what stands out in an image. */
export interface InsightsNode extends Row {
  readonly kind: 'insights';
  readonly image: ImageView;
}

export interface TopicNode extends Row {
  readonly kind: 'topic';
  readonly image: ImageView;
  readonly topic: InsightTopic;
}

export interface InsightNode extends Row {
  readonly kind: 'insight';
  readonly image: ImageView;
  readonly view: InsightView;
}

/** One of several places of an insight. */
export interface PlaceNode extends Row {
  readonly kind: 'place';
  readonly image: ImageView;
  readonly place: FoundView;
}

export interface ProblemNode extends Row {
  readonly kind: 'problem';
  readonly problem: ProblemView;
}

/** Stands for the rows of a folder that have not been asked for yet. */
export interface MoreNode extends Row {
  readonly kind: 'more';
  readonly parent: LayersNode;
  readonly shown: number;
  readonly total: number;
}

/** Something to begin with, in a view without archives. */
export interface ActionNode extends Row {
  readonly kind: 'action';
  readonly command: 'strata.openArchive' | 'strata.openImageFolder';
}

/**
 * The rows of the empty view. They are rows and no welcome page, because VS Code hides the tree behind such a page,
 * and nothing could be dropped onto it.
 */
export const firstActions: readonly ActionNode[] = (['strata.openArchive', 'strata.openImageFolder'] as const).map(
  (command) => ({ kind: 'action', id: command, parent: undefined, command }),
);

/** What a list request needs beside the archive: `layer` null is the final file system, `folder` '' its root. */
export interface FolderAddress {
  readonly image: number;
  readonly layer: number | null;
  readonly folder: string;
}

export function archiveNode(archive: Archive): ArchiveNode {
  return { kind: 'archive', id: archive.id, parent: undefined, archive };
}

/** The archive that a row belongs to. */
export function archiveOf(node: LayersNode): Archive | undefined {
  let top = node;
  while (top.parent) {
    top = top.parent;
  }
  return top.kind === 'archive' ? top.archive : undefined;
}

/** The image whose layers stand directly below this row: an archive with one image needs no row for it. */
export function imageShownBy(node: LayersNode): ImageView | undefined {
  if (node.kind === 'image') {
    return node.image;
  }
  const images = node.kind === 'archive' ? node.archive.view?.images : undefined;
  return images?.length === 1 ? images[0] : undefined;
}

/** The folder that a row lists when it is expanded, undefined when its children are no folder's content. */
export function folderOf(node: LayersNode, showFinal: boolean): FolderAddress | undefined {
  if (node.kind === 'entry') {
    return node.entry.hasChildren ? { ...node.folder, folder: node.entry.id } : undefined;
  }
  if (node.kind === 'layer') {
    return node.layer.hasEntries ? { image: node.image.index, layer: node.layer.index, folder: '' } : undefined;
  }
  const image = showFinal ? imageShownBy(node) : undefined;
  return image && { image: image.index, layer: null, folder: '' };
}

/** The rows below a row that need no request: problems, images, layers. */
export function fixedChildren(node: LayersNode, showFinal: boolean): LayersNode[] {
  switch (node.kind) {
    case 'archive': {
      const view = node.archive.view;
      const image = imageShownBy(node);
      const problems = problemNodes(node, [...(view?.problems ?? []), ...(image?.problems ?? [])]);
      const images = image ? layerNodes(node, image, showFinal) : imageNodes(node, view?.images ?? []);
      return [...problems, ...images];
    }
    case 'image':
      return [...problemNodes(node, node.image.problems), ...layerNodes(node, node.image, showFinal)];
    case 'layer':
      return problemNodes(node, node.layer.problems);
    case 'insights':
      return topics.map((topic) => ({
        kind: 'topic',
        id: `${node.id}/${topic}`,
        parent: node,
        image: node.image,
        topic,
      }));
    case 'insight':
      return node.view.files.map((place, index) => ({
        kind: 'place',
        id: `${node.id}/${index}`,
        parent: node,
        image: node.image,
        place,
      }));
    default:
      return [];
  }
}

export function entryNodes(parent: LayersNode, folder: FolderAddress, rows: readonly EntryView[]): EntryNode[] {
  // A folder of the final view must not share its expansion with the same folder of a layer.
  const prefix = parent.kind === 'entry' ? parent.id : `${parent.id}/${folder.layer ?? 'final'}`;
  return rows.map((entry) => ({ kind: 'entry', id: `${prefix}/${entry.id}`, parent, folder, entry }));
}

export function problemNodes(parent: LayersNode, problems: readonly ProblemView[]): ProblemNode[] {
  return problems.map((problem, index) => ({ kind: 'problem', id: `${parent.id}/problem-${index}`, parent, problem }));
}

function imageNodes(parent: LayersNode, images: readonly ImageView[]): ImageNode[] {
  return images.map((image) => ({ kind: 'image', id: `${parent.id}#${image.index}`, parent, image }));
}

export function insightNodes(parent: TopicNode, views: readonly InsightView[], from: number): InsightNode[] {
  return views.map((view, index) => ({
    kind: 'insight',
    id: `${parent.id}/${from + index}`,
    parent,
    image: parent.image,
    view,
  }));
}

const topics: readonly InsightTopic[] = ['wasted', 'largest', 'duplicates', 'secrets'];

/** What stands out, and the layers: there may be many, and nobody would look below them. */
function layerNodes(parent: LayersNode, image: ImageView, showFinal: boolean): LayersNode[] {
  if (showFinal) {
    return [];
  }
  const layers = image.layers.map((layer): LayerNode => {
    return { kind: 'layer', id: `${parent.id}/layer-${layer.index}`, parent, image, layer };
  });
  const insights: InsightsNode = { kind: 'insights', id: `${parent.id}/insights`, parent, image };
  return image.layers.some(({ hasEntries }) => hasEntries) ? [insights, ...layers] : layers;
}
