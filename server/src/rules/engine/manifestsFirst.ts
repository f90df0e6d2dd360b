import type { Instruction } from '../../dockerfile/tree';
import type { ContextListing } from '../../model/contextListing';
import { copiedFiles } from '../../model/copiedFiles';
import type { DockerfileModel } from '../../model/model';
import type { RunCall } from '../../model/runs';
import { lineBreakOf } from '../../text/lineBreak';
import type { Fix } from '../rule';
import { absolutePath, placesOf } from '../size/places';

/** What lists the dependencies that a command installs. */
export interface Manifests {
  /** Names beside each other in the folder that the command works in, or paths from there. */
  readonly named: readonly string[];
  /** Names that count where they are there. */
  readonly optional?: readonly string[];
  /** How they are written in a COPY where nobody knows which of them are there. */
  readonly written?: readonly string[];
}

/**
 * Copies the manifests where a COPY brings the whole context, and the rest of it behind the RUN that installs. Undefined
 * where that RUN, or one between, does more than installing, and where it is not clear what lies where.
 */
export function manifestsFirst(
  model: DockerfileModel,
  copy: Instruction,
  call: RunCall,
  command: string,
  manifests: Manifests,
  listing: ContextListing | undefined,
): Fix | undefined {
  const { text, instructions } = model.tree;
  const copied = copiedFiles(copy);
  const install = call.run.instruction;
  const written = text.slice(copy.span.start, copy.span.end);
  const between = instructions.slice(instructions.indexOf(copy) + 1, instructions.indexOf(install) + 1);
  const isPlain = copied?.sources.length === 1 && !copied.isJson && copied.heredocs === 0 && !written.includes('\n');
  if (
    !isPlain ||
    call.run.outer !== install ||
    !between.every((each) => isIndifferent(model, each, copied.destination.text))
  ) {
    return undefined;
  }
  const folder = folderBelow(model, copy, call);
  const sources = folder === undefined ? undefined : sourcesIn(folder, manifests, listing);
  if (!sources) {
    return undefined;
  }
  const below = sources.folder === '' ? '' : `${sources.folder}/`;
  const destination = `${copied.destination.text.replace(/\/?$/, '/')}${below}`;
  const { end } = install.span;
  return {
    title: `Copy ${sources.paths.join(' ')} first, and the rest behind "${command}"`,
    safe: false,
    edits: [
      {
        span: { start: copied.sources[0]!.span.start, end: copied.destination.span.end },
        newText: `${sources.paths.join(' ')} ${destination}`,
      },
      { span: { start: end, end }, newText: `${lineBreakOf(text)}${written}` },
    ],
  };
}

/** True for what does the same whether the sources are there or not, and does not lead the COPY elsewhere. */
function isIndifferent(model: DockerfileModel, instruction: Instruction, destination: string): boolean {
  const { name } = instruction;
  if (name === 'RUN') {
    const run = placesOf(model).runs.get(instruction);
    return instruction.heredocs.length === 0 && run !== undefined && run.calls.every(onlyInstalls);
  }
  if (name === 'WORKDIR') {
    return destination.startsWith('/');
  }
  return name !== undefined && /^(ENV|ARG|LABEL|EXPOSE|USER|SHELL|STOPSIGNAL|CMD|ENTRYPOINT)$/.test(name);
}

/** By program: the words behind it with which it needs no sources. */
const sourceless: Readonly<Record<string, RegExp>> = {
  npm: /^(ci|clean-install|i|install|cache|config|set)\b/,
  yarn: /^(install|cache|config|set|$)/,
  pnpm: /^(i|install|fetch|store|config|set)\b/,
  bundle: /^(install|config)\b/,
  composer: /^(install|config|clear-cache)\b/,
  go: /^(mod (download|verify)|env)\b/,
  pip: /^install(?! .*(^| )\.)/,
};
const neverNeedsSources: ReadonlySet<string> = new Set(
  ': apk apt apt-get cd corepack dnf echo export gem mkdir printf rm set test true yum'.split(' '),
);

function onlyInstalls({ name, program }: RunCall): boolean {
  const pip = /^pip\d*(?:\.\d+)?$/.test(name) ? 'pip' : name;
  const words = program.args.map(({ value }) => value ?? '$').filter((value) => !value.startsWith('-'));
  return neverNeedsSources.has(name) || (Object.hasOwn(sourceless, pip) && sourceless[pip]!.test(words.join(' ')));
}

/** The folder in the context in which a command works, the root being the empty path; undefined where nobody knows. */
function folderBelow(model: DockerfileModel, copy: Instruction, call: RunCall): string | undefined {
  const { folders, positions } = placesOf(model);
  const destination = copiedFiles(copy)!.destination.text;
  const before = call.run.calls.filter(
    ({ name, program }) => name === 'cd' && program.word.span.start < call.program.word.span.start,
  );
  const isSame = folders.get(copy) === folders.get(call.run.instruction) && before.length === 0;
  if (isSame && /^\.?\/?$/.test(destination) && destination !== '/') {
    const stage = model.stageOf(copy)!;
    const between = stage.instructions.slice(positions.get(copy), positions.get(call.run.instruction));
    return between.some(({ name }) => name === 'WORKDIR') ? undefined : '';
  }
  const root = absolutePath(folders.get(copy), destination);
  const [into, ...others] = before.map(({ program }) => program.args[0]?.value);
  const start = folders.get(call.run.instruction);
  const folder =
    into !== undefined && others.length === 0 ? absolutePath(start, into) : before.length === 0 ? start : undefined;
  if (root === undefined || folder === undefined || /[$"'\\]/.test(destination)) {
    return undefined;
  }
  return folder === root ? '' : folder.startsWith(`${root}/`) ? folder.slice(root.length + 1) : undefined;
}

/** What to copy, and the folder of the context and of the destination that it belongs to. */
function sourcesIn(
  folder: string,
  { named, optional = [], written = named }: Manifests,
  listing: ContextListing | undefined,
): { readonly folder: string; readonly paths: readonly string[] } | undefined {
  const paths = named.map((each) => absolutePath(`/${folder}`, each)!.slice(1));
  const parents = [...new Set(paths.map((path) => path.slice(0, Math.max(0, path.lastIndexOf('/')))))];
  const [parent] = parents;
  if (parent === undefined || parents.length > 1 || named.some((each) => each.startsWith('/'))) {
    return undefined;
  }
  const there = listing?.folders.get(parent)?.map(({ name }) => name);
  if (
    listing &&
    !listing.unread.has(parent) &&
    !named.every((each) => there?.includes(each.slice(each.lastIndexOf('/') + 1)))
  ) {
    return undefined;
  }
  // What a list of requirements takes from others lies beside it.
  if (parent !== folder) {
    return { folder: parent, paths: [`${parent}/`] };
  }
  const names = there ? [...named, ...optional.filter((each) => there.includes(each))] : written;
  return { folder, paths: names.map((each) => (folder === '' ? each : `${folder}/${each}`)) };
}
