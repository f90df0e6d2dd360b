import { readArguments } from '../arguments';
import { absolute, duplicate, relocate, removePattern, rewrite, wordsSpan, write } from '../changes';
import type { Field } from '../expansion';
import type { Call, Program } from '../machine';
import type { FileNode } from '../nodes';
import { isSystemFolder, isWithin, nameOf, parentOf, resolvePath } from '../paths';
import { isArchiveName, large, sizeByName, small } from '../sizes';
import { activateWildcards, isKnown, matchesName, unknownName } from '../symbols';
import { pack } from './packing';

/** Notes that archives or packages were unpacked, so that nobody needs the files any more. */
export function markUnpacked(call: Call, operands: readonly Pick<Field, 'text'>[]): void {
  const { state } = call;
  for (const { text } of operands) {
    for (const { node, extent, exact } of state.files.select(absolute(call, text))) {
      const isArchive = node.archive || isArchiveName(node.path) || (exact && node.kind === 'file');
      if (extent === 'whole' && isArchive) {
        note(call, node);
      }
    }
  }
}

/** Notes that the files whose contents come in were unpacked. */
function markInputUnpacked(call: Call): void {
  for (const node of call.input?.sources ?? []) {
    note(call, node);
  }
}

function note(call: Call, node: FileNode): void {
  const { unpacked, layer } = call.machine;
  if (!unpacked.has(node)) {
    unpacked.set(node, { layer, span: wordsSpan(call) });
  }
}

/**
 * Writes what comes out of an archive.
 *
 * @param spread Whether it comes out beside what is there already, and not in a folder of its own.
 */
function writeContents(call: Call, folder: string, spread: boolean): void {
  const path = absolute(call, folder);
  if (spread) {
    const isEmpty = !isSystemFolder(path);
    const place = isEmpty ? path : `${path}/${unknownName}`;
    write(call, { path: place, kind: 'folder', size: large, shared: !isEmpty, dated: true });
  } else {
    write(call, { path: `${path}/${unknownName}`, kind: 'either', size: large, dated: true });
  }
}

const optionsWithValue = 'fCTXIbKLNV';

/** Takes the letters of `tar xvfz FILE` apart: without a dash their values stand behind all of them, in their order. */
function withoutBundle(args: readonly Field[]): readonly Field[] {
  const [first, ...rest] = args;
  if (!first || !/^[A-Za-z]+$/.test(first.text)) {
    return args;
  }
  const options = [...first.text].flatMap((letter) => {
    const value = optionsWithValue.includes(letter) ? rest.splice(0, 1) : [];
    return [{ ...first, text: `-${letter}` }, ...value];
  });
  return [...options, ...rest];
}

const tar: Program = (call) => {
  const { operands, has, value, values } = readArguments(withoutBundle(call.args), {
    short: optionsWithValue,
    long: [
      'file',
      'directory',
      'strip-components',
      'strip',
      'exclude',
      'transform',
      'xform',
      'files-from',
      'exclude-from',
      'use-compress-program',
      'one-top-level',
      'wildcards-match',
      'owner',
      'group',
      'mode',
    ],
  });
  const file = value('f', 'file');
  const folder = values('C', 'directory').at(-1) ?? '.';
  if (has('x', 'extract', 'get')) {
    // A small file taken out of an archive leaves the rest of it unread.
    const takesMost = operands.length === 0 || operands.some((it) => sizeByName(it.text) > small);
    if (takesMost && (file === undefined || file === '-')) {
      markInputUnpacked(call);
    } else if (takesMost && file !== undefined) {
      markUnpacked(call, [{ text: file }]);
    }
    if (has('O', 'to-stdout')) {
      call.output.writeUnknown(large);
      return undefined;
    }
    const stripped = has('strip-components', 'strip', 'transform', 'xform');
    const packed = (file === undefined || file === '-') && !stripped ? (call.input?.packed ?? []) : [];
    if (packed.length > 0) {
      for (const { node, path } of packed) {
        duplicate(call, node, absolute(call, `${folder}/${path}`), wordsSpan(call));
      }
    } else if (operands.length > 0 && operands.every((it) => isKnown(it.text))) {
      for (const { text } of operands) {
        write(call, {
          path: `${folder}/${stripped ? nameOf(text) : text.replace(/\/+$/, '')}`,
          kind: 'either',
          size: large,
        });
      }
    } else {
      writeContents(call, folder, stripped);
    }
    return undefined;
  }
  if (has('c', 'create')) {
    if (file === undefined || file === '-') {
      call.output.writeUnknown(large);
      call.output.archive = true;
      call.output.packed = packedBy(call, folder, operands, values('exclude'));
    } else {
      pack(
        call,
        file,
        operands.map((it) => it.text),
        folder,
      );
    }
    for (const { text } of has('remove-files') ? operands : []) {
      removePattern(call, absolute(call, text), { recursive: true, span: wordsSpan(call) });
    }
  }
  if (has('t', 'list')) {
    call.output.writeUnknown(1_000);
  }
  return undefined;
};

/** What an archive takes up, by its path in it. */
function packedBy(
  call: Call,
  folder: string,
  operands: readonly Field[],
  excluded: readonly string[],
): { readonly node: FileNode; readonly path: string }[] {
  const start = absolute(call, folder);
  const patterns = excluded.map((it) => activateWildcards(it.replace(/^\.?\/|\/\*?$/g, '')));
  const isLeftOut = (path: string) =>
    patterns.some((it) => path.split('/').some((name) => matchesName(it, name, true)) || matchesName(it, path, true));
  const found = operands.flatMap(({ text }) =>
    call.state.files.select(resolvePath(start, text.replace(/\/\.$/, '')), true),
  );
  return found.flatMap(({ node, extent }) => {
    const path = isWithin(node.path, start)
      ? node.path.slice(start === '/' ? 1 : start.length + 1)
      : node.path.slice(1);
    return extent === 'whole' && !isLeftOut(path) ? [{ node, path }] : [];
  });
}

const unzip: Program = (call) => {
  const { operands, value, has } = readArguments(call.args, { short: 'dxP' });
  const archive = operands[0];
  if (!archive) {
    return undefined;
  }
  if (has('l', 't', 'v', 'Z', 'z')) {
    call.output.writeUnknown(1_000);
    return undefined;
  }
  // It looks for the names that a quoted pattern matches by itself.
  const name = activateWildcards(archive.text);
  const names = [{ text: name }, { text: `${name}.zip` }];
  if (operands.length === 1 || operands.slice(1).some((it) => sizeByName(it.text) > small)) {
    markUnpacked(call, names);
  }
  if (has('p')) {
    call.output.writeUnknown(large);
  } else if (operands.length > 1) {
    for (const { text } of operands.slice(1)) {
      write(call, { path: `${value('d') ?? '.'}/${has('j') ? nameOf(text) : text}`, kind: 'either', size: large });
    }
  } else {
    writeContents(call, value('d') ?? '.', has('j'));
  }
  return undefined;
};

const sevenZip: Program = (call) => {
  const [verb, archive] = call.args.filter((it) => !it.text.startsWith('-'));
  if (archive && (verb?.text === 'x' || verb?.text === 'e')) {
    markUnpacked(call, [archive]);
    const folder = call.args.find((it) => it.text.startsWith('-o'))?.text.slice(2);
    writeContents(call, folder === undefined || folder === '' ? '.' : folder, false);
  }
  return undefined;
};

/** `gunzip`, `xz -d` and the like put the contents in the archive's place unless told to keep it; `-t` and `-l` only look. */
const decompress: Program = (call) => {
  const { operands, has } = readArguments(call.args, {
    short: 'SoTM',
    long: ['suffix', 'output', 'threads', 'memlimit'],
  });
  if (has('t', 'test', 'l', 'list', 'V', 'version', 'h', 'help')) {
    call.output.writeUnknown(1_000);
    return undefined;
  }
  const unpacks =
    /^(gunzip|bunzip2|unxz|unlzma|unzstd|uncompress)$/.test(call.name) || has('d', 'decompress', 'uncompress');
  const toOutput = has('c', 'stdout', 'to-stdout') || /^(zcat|bzcat|xzcat|zstdcat)$/.test(call.name);
  if (toOutput || operands.length === 0) {
    if (unpacks || call.name.endsWith('cat')) {
      const before = new Set(call.machine.unpacked.keys());
      markUnpacked(call, operands);
      markInputUnpacked(call);
      call.output.unpacked = [...call.machine.unpacked.keys()].filter((node) => !before.has(node));
    } else {
      // What is only packed in another way is in the image nowhere else.
      for (const node of call.input?.unpacked ?? []) {
        call.machine.unpacked.delete(node);
      }
    }
    call.output.writeUnknown(Math.max(call.input?.size ?? large, large));
    return undefined;
  }
  const keeps = has('k', 'keep') || call.name === 'zstd' || call.name === 'unzstd';
  for (const operand of operands) {
    if (unpacks) {
      unpackInPlace(call, operand, keeps);
    } else {
      compressInPlace(call, operand, keeps);
    }
  }
  return undefined;
};

function unpackInPlace(call: Call, operand: Field, keeps: boolean): void {
  const path = absolute(call, operand.text);
  if (keeps) {
    markUnpacked(call, [operand]);
    write(call, { path: path.replace(/\.[^./]+$/, ''), size: large });
    return;
  }
  for (const selection of call.state.files.select(path)) {
    const { node, extent } = selection;
    if (extent === 'whole') {
      relocate(
        call,
        selection,
        `${parentOf(node.path)}/${nameOf(node.path).replace(/\.[^./]+$/, '')}`,
        wordsSpan(call),
        'unpacked',
      );
    }
  }
}

function compressInPlace(call: Call, operand: Field, keeps: boolean): void {
  const endings: Readonly<Record<string, string>> = {
    gzip: 'gz',
    bzip2: 'bz2',
    xz: 'xz',
    zstd: 'zst',
    lzma: 'lzma',
    pigz: 'gz',
  };
  const ending = endings[call.name] ?? 'gz';
  for (const selection of call.state.files.select(absolute(call, operand.text))) {
    if (selection.extent === 'part') {
      rewrite(call, selection, wordsSpan(call), 'overwritten');
      write(call, { path: `${selection.pattern}.${ending}`, size: large });
    } else if (keeps) {
      pack(call, `${selection.node.path}.${ending}`, [selection.node.path]);
    } else {
      relocate(call, selection, `${selection.node.path}.${ending}`, wordsSpan(call), 'packed');
    }
  }
}

/** `jar xf`, `ar x` and `unrar x` unpack into the folder that the shell is in; what is in a package is archives again. */
const extractHere: Program = (call) => {
  const [mode, archive] = call.args;
  const isExtracting = /^-?[a-z]*x/.test(mode?.text ?? '');
  if (isExtracting && archive) {
    markUnpacked(call, [archive]);
    if (call.name === 'ar' && /\.deb$/.test(archive.text)) {
      write(call, { path: `data.tar.${unknownName}`, size: large, archive: true });
      write(call, { path: `control.tar.${unknownName}`, size: small });
    } else {
      writeContents(call, '.', false);
    }
  }
  return undefined;
};

/** `cpio -i` unpacks what comes in, `cpio -p` copies what it is told; `rpm2cpio` passes on what is in a package. */
const cpio: Program = (call) => {
  if (call.name === 'rpm2cpio') {
    markUnpacked(call, call.args);
    call.output.writeUnknown(large);
  } else if (call.args.some((it) => /^-\w*p/.test(it.text) || it.text === '--pass-through')) {
    const target = readArguments(call.args).operands.at(-1);
    const names = call.input?.known && target ? call.input.text.split(/[\n\0]+/).filter((it) => it !== '') : [];
    const fields = names.map((text) => ({ ...target!, text }));
    for (const { node, path } of packedBy(call, '.', fields, [])) {
      duplicate(call, node, absolute(call, `${target!.text}/${path}`), wordsSpan(call));
    }
  } else if (call.args.some((it) => /^-\w*i/.test(it.text) || it.text === '--extract')) {
    markInputUnpacked(call);
    writeContents(call, '.', false);
  }
  return undefined;
};

const dpkgDeb: Program = (call) => {
  const { operands, has } = readArguments(call.args);
  const [archive, folder] = operands;
  if (archive && has('x', 'X', 'R', 'extract', 'vextract', 'raw-extract')) {
    markUnpacked(call, [archive]);
    writeContents(call, folder?.text ?? '.', false);
  } else if (archive && has('fsys-tarfile')) {
    call.output.writeUnknown(large);
    call.output.sources = call.state.files.select(absolute(call, archive.text)).map(({ node }) => node);
  } else if (archive && has('b', 'build')) {
    pack(call, folder?.text ?? `${archive.text.replace(/\/+$/, '')}.deb`, [archive.text]);
  }
  return undefined;
};

/** Programs that take archives and compressed files apart or make them. */
export const unpacking: Readonly<Record<string, Program>> = {
  tar,
  bsdtar: tar,
  gtar: tar,
  unzip,
  '7z': sevenZip,
  '7za': sevenZip,
  '7zr': sevenZip,
  unar: unzip,
  gunzip: decompress,
  gzip: decompress,
  pigz: decompress,
  unpigz: decompress,
  zcat: decompress,
  bunzip2: decompress,
  bzip2: decompress,
  bzcat: decompress,
  unxz: decompress,
  xz: decompress,
  xzcat: decompress,
  lzma: decompress,
  unlzma: decompress,
  zstd: decompress,
  unzstd: decompress,
  zstdcat: decompress,
  uncompress: decompress,
  jar: extractHere,
  ar: extractHere,
  unrar: extractHere,
  cpio,
  rpm2cpio: cpio,
  'dpkg-deb': dpkgDeb,
};
