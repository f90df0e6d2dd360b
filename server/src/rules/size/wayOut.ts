import type { Instruction, InstructionName } from '../../dockerfile/tree';
import { copiedFiles } from '../../model/copiedFiles';
import type { DockerfileModel } from '../../model/model';
import { absolutePath, placesOf } from './places';

/**
 * Where an instruction between RUNs that become one can go without anything coming out otherwise; undefined where it has
 * to stay.
 *
 * @param joined The instructions from the first to the last of these RUNs.
 */
export function wayOut(
  model: DockerfileModel,
  instruction: Instruction,
  joined: readonly Instruction[],
): 'above' | 'below' | undefined {
  const { name, args, span } = instruction;
  if (describing.has(name ?? '')) {
    return 'below';
  }
  if (name === 'ENV' || name === 'ARG') {
    const names = args.form === 'pairs' ? args.pairs.map(({ key }) => key.text) : [];
    const isFree = names.length > 0 && names.every((each) => /^[A-Z][A-Z\d_]*$/.test(each) && !special.test(each));
    const others = joined.filter((each) => each.span.start < span.start && !describing.has(each.name ?? ''));
    const word = new RegExp(`\\b(?:${names.join('|')})\\b`);
    // What stands above may set what the value is made of.
    const isPlain = others.every(
      (each) => each.name === 'RUN' || each.name === 'ENV' || each.name === 'ARG' || each.name === 'COPY',
    );
    return isFree && isPlain && !others.some((each) => word.test(textOf(model, each))) ? 'above' : undefined;
  }
  if (name === 'COPY' || name === 'ADD') {
    const runs = joined.filter((each) => each.name === 'RUN' && each.span.start > span.start);
    return isOutOfSight(model, instruction, runs) ? 'below' : undefined;
  }
  return undefined;
}

/** Instructions that say something of the image and neither write a layer nor change how a RUN goes. */
const describing: ReadonlySet<InstructionName | ''> = new Set([
  'CMD',
  'ENTRYPOINT',
  'EXPOSE',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'STOPSIGNAL',
] as const);

/** Variables that programs look at although no script names them. */
const special =
  /^(?:PATH|HOME|USER|SHELL|TERM|TZ|LANG|LANGUAGE|TMPDIR|CC|CXX|MAKEFLAGS|\w*FLAGS|BASH_ENV|ENV|IFS|LC_\w+|LD_\w+|DEBIAN_\w+|DEBCONF_\w+|APT_\w+|PIP_\w+|PYTHON\w*|NPM_\w+|NODE_\w+|YARN_\w+|GO\w+|CGO_\w+|CARGO_\w+|RUST\w*|GEM_\w+|BUNDLE_\w+|COMPOSER_\w+|JAVA_\w+|MAVEN_\w+|GRADLE_\w+|CONDA_\w+|GIT_\w+|PKG_\w+|CMAKE_\w+|\w*_PROXY|\w*_HOME)$/;

/**
 * True when what is copied lies where no script of these RUNs looks: it goes to a folder for programs or for an
 * application, the scripts name neither it nor a folder around it, and they do not begin in such a folder.
 */
function isOutOfSight(model: DockerfileModel, copy: Instruction, runs: readonly Instruction[]): boolean {
  const copied = copiedFiles(copy);
  const { folders } = placesOf(model);
  const written = copied?.destination.text ?? '$';
  const target = /["'$\\*]/.test(written) ? undefined : absolutePath(folders.get(copy), written);
  if (!copied || copied.heredocs > 0 || copy.trigger || target === undefined || !quietFolders.test(`${target}/`)) {
    return false;
  }
  const names = [...copied.sources.map(({ text }) => text), ...(/\/\.?$/.test(written) ? [] : [target])].map((path) =>
    path.replace(/\/+$/, '').replace(/^.*\//, ''),
  );
  return runs.every((run) => {
    const text = textOf(model, run);
    const folder = folders.get(run) ?? '/';
    const paths = text.match(/(?<![\w$}])\/[\w./-]*/g) ?? [];
    const meets = (path: string) =>
      `${target}/`.startsWith(`${path.replace(/\/+$/, '')}/`) || path.startsWith(`${target}/`);
    return (
      names.every((each) => /^\w[\w.-]{3,}$/.test(each) && !text.includes(each)) &&
      !paths.some((path) => meets(path)) &&
      (folder === '/' || !meets(folder))
    );
  });
}

/** Where nothing looks of its own accord, as it does in `/etc` and in the folders of libraries. */
const quietFolders =
  /^\/(?:usr\/local\/s?bin\/|srv\/|app\/|opt\/|var\/www\/|docker-entrypoint|entrypoint|start|run\.|init\.)/;

function textOf({ tree }: DockerfileModel, { span }: Instruction): string {
  return tree.text.slice(span.start, span.end);
}
