import type { Instruction, Word } from '../dockerfile/tree';
import type { RunCall } from '../model/runs';
import { runsOf } from '../model/runs';
import { defineRule } from './rule';
import { addInsteadOfTar } from './size/archives';

export const archiveCopiedToUnpack = defineRule({
  id: 'archive-copied-to-unpack',
  title: 'Archive copied and unpacked later',
  aliases: ['DL3010'],
  category: 'style',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'COPY puts the archive into a layer and a later RUN unpacks it into another, so that the image holds everything twice. ' +
    'ADD unpacks a local archive while copying; a bind mount (`RUN --mount=type=bind`) leaves no copy either.',
  differs:
    '`tar` is understood without a dash (`tar xf`), and archives are known by what ADD really unpacks (tar, plain or with gzip, ' +
    'bzip2, xz or zstd): a `.zip` has to be unpacked by hand. The place unpacked is a related place.',
  examples: [
    {
      wrong: 'FROM debian:12\nCOPY «app.tar.gz» /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /srv\n',
      right: 'FROM debian:12\nADD app.tar.gz /srv/\n',
      fixed: 'FROM debian:12\nADD app.tar.gz /srv/\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#add-or-copy'],
  messages: { twice: 'Line {line} unpacks this archive, which stays in its layer: let ADD unpack it, or mount it.' },
  check({ model, report }) {
    const unpacking = new Map<RunCall['run']['stage'], RunCall[]>();
    for (const { calls, stage } of runsOf(model).runs) {
      const own = calls.filter(unpacks);
      if (own.length > 0) {
        unpacking.set(stage, [...(unpacking.get(stage) ?? []), ...own]);
      }
    }
    for (const [stage, calls] of unpacking) {
      for (const instruction of stage.instructions) {
        for (const { word, names } of copiedArchives(instruction)) {
          const call = calls.find(
            ({ run, program }) =>
              run.instruction.span.start > instruction.span.start &&
              program.args.some(({ value, text }) => names.includes(baseName(value ?? text))),
          );
          if (call) {
            report({
              span: word.span,
              message: 'twice',
              params: { line: call.run.instruction.firstLine + 1 },
              fixes: [addInsteadOfTar(model, instruction, call)].filter((it) => it !== undefined),
              related: [{ span: call.program.word.span, message: 'Unpacked here.' }],
            });
          }
        }
      }
    }
  },
});

const archive = /\.(tar|tgz|tbz2?|txz|tzst|tpz|tZ|tb2|tlz|tar\.(gz|bz2|xz|zst|Z|lz|lzma))$|\.(gz|bz2|xz|lzma|Z|lz)$/;

function unpacks({ name, program }: RunCall): boolean {
  if (name === 'tar' || name === 'bsdtar') {
    const [first = { text: '' }] = program.args;
    return (
      /^[a-z]*x[a-zA-Z]*$/.test(first.text) ||
      program.args.some(({ text }) => /^(-[A-Za-z]*x|--extract$|--get$)/.test(text))
    );
  }
  return /^(gunzip|bunzip2|unlzma|unxz|zcat|gzcat|uncompress|unzip)$/.test(name);
}

interface Copied {
  readonly word: Word;
  /** The names that the archive has before and after copying. */
  readonly names: readonly string[];
}

function copiedArchives({ name, args, flags }: Instruction): Copied[] {
  if (name !== 'COPY' || args.form !== 'words' || flags.some((flag) => flag.name === 'from')) {
    return [];
  }
  const target = args.words.at(-1);
  return args.words.slice(0, -1).flatMap((word) => {
    const names = [baseName(word.text), ...(target && archive.test(target.text) ? [baseName(target.text)] : [])];
    return names.some((it) => archive.test(it)) ? [{ word, names: names.filter((it) => archive.test(it)) }] : [];
  });
}

function baseName(path: string): string {
  return path.replace(/^.*\//, '').replace(/["']/g, '');
}
