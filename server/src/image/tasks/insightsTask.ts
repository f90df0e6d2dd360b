import type { InsightTopic, InsightView } from '../../protocol/imageInsights';
import { type Duplicates, duplicateCandidates, findDuplicates } from '../insights/duplicates';
import { largestFiles } from '../insights/largestFiles';
import { lookIntoSecrets, secretLikeFiles } from '../insights/secrets';
import { bytesOfPath } from '../names';
import { placesOf } from '../search/findPaths';
import { Waste } from '../stack/waste';
import { duplicateView, largestView, secretView, wastedView } from '../view/insightView';
import { nodeOfPath } from '../view/rowId';
import { counted, sizeText } from '../view/sizes';
import { type ImageTask, pageOf, type TaskContext } from './task';

/** What stands out in an image. */
export const insightsTask: ImageTask<'insights'> = async (context, params) => {
  const { topic } = params;
  const key = JSON.stringify(['insights', context.image.index, topic]);
  const known = context.results.find(key) as Insights | undefined;
  const insights = known ?? (await insightsOf[topic](context));
  context.results.keep(key, insights);
  const { views, summary } = insights;
  return { kind: 'page', rows: pageOf(views, params).map((view) => view()), total: views.length, summary };
};

interface Insights {
  /** Rows are made when they are asked for. */
  readonly views: readonly (() => InsightView)[];
  readonly summary: string;
}

const mostLargest = 1000;
const mostWasted = 5000;

const insightsOf: Readonly<Record<InsightTopic, (context: TaskContext) => Promise<Insights>>> = {
  async wasted({ stack, cancel }) {
    const wasted = new Waste(stack).first(mostWasted);
    const nodes = wasted.map((path) => nodeOfPath(stack.tree.paths, bytesOfPath(path)));
    const wanted = new Uint8Array(stack.tree.paths.count);
    for (const node of nodes) {
      if (node !== undefined) {
        wanted[node] = 1;
      }
    }
    const places = new Map(placesOf(stack, wanted, cancel).map((place) => [`${place.node} ${place.layer}`, place]));
    const bytes = stack.layers.reduce((sum, { wastedHeldBytes }) => sum + wastedHeldBytes, 0);
    return {
      views: wasted.map((path, i) => () => wastedView(stack, path, places.get(`${nodes[i]} ${path.heldBy[0]!.layer}`))),
      summary: bytes === 0 ? 'Nothing is wasted.' : `${sizeText(bytes)} in the image are not in its final file system.`,
    };
  },
  async largest({ stack }) {
    const files = largestFiles(stack, false, mostLargest);
    return {
      views: files.map((file) => () => largestView(stack, file)),
      summary: files.length === 0 ? 'There are no files.' : '',
    };
  },
  async duplicates(context) {
    const { stack, image, ports } = context;
    const { bytes } = duplicateCandidates(stack);
    const watch = context.watch(bytes, 'Comparing files');
    const found = await context.withInput((input) =>
      findDuplicates(stack, image, input, ports.codec, ports.digest, watch),
    );
    return { views: found.groups.map((group) => () => duplicateView(stack, group)), summary: duplicatesText(found) };
  },
  async secrets(context) {
    const { stack, image, ports } = context;
    const byName = secretLikeFiles(stack);
    const watch = context.watch(byName.length, 'Looking for secrets');
    const files = await context.withInput((input) => lookIntoSecrets(byName, stack, image, input, ports.codec, watch));
    const hidden = files.filter(({ isVisible }) => !isVisible).length;
    return {
      views: files.map((file) => () => secretView(stack, file)),
      summary:
        files.length === 0
          ? 'No file looks like a secret.'
          : `${counted(files.length, 'file looks like a secret', 'files look like secrets')}${hidden > 0 ? `; ${hidden} of them deleted, yet still in the image` : ''}.`,
    };
  },
};

function duplicatesText({ groups, wastedBytes, unread, isCut }: Duplicates): string {
  const main =
    groups.length === 0
      ? 'No two files of 1 kB or more have the same content.'
      : `${counted(groups.length, 'content is', 'contents are')} there more than once; ${sizeText(wastedBytes)} could be saved.`;
  const notes = [
    ...(unread > 0 ? [`${counted(unread, 'file', 'files')} could not be read.`] : []),
    ...(isCut ? ['Only some files were compared: there are too many.'] : []),
  ];
  return [main, ...notes].join(' ');
}
