import type { OptionsWithValue } from '../arguments';
import { readArguments } from '../arguments';
import { absolute, isKnownFolder, write } from '../changes';
import type { Call, Program } from '../machine';
import { nameInAddress, nameOfDownload, parentOf, resolvePath } from '../paths';
import { isArchiveName, sizeByName, sizeOfDownload } from '../sizes';
import { opaque, unknownName } from '../symbols';

const curlOptions: OptionsWithValue = {
  short: 'AbcCdDeEFhHKmoPQrtTuUwxXyYz',
  long: 'output output-dir header data data-binary data-raw data-urlencode user user-agent url request retry retry-delay retry-max-time connect-timeout max-time proxy cacert cert key referer write-out dump-header cookie cookie-jar form range config max-redirs speed-limit speed-time interface resolve ciphers tls-max limit-rate proto proto-redir'.split(
    ' ',
  ),
};

const curl: Program = (call) => {
  const { operands, has, value, values } = readArguments(call.args, curlOptions);
  const settings = settingsOf(call, value('K', 'config'));
  const inSettings = (name: string) =>
    settings === '' ? [] : [...settings.matchAll(new RegExp(`^[-\\s]*${name}[\\s=:]+"?([^"\\n]+?)"?\\s*$`, 'gm'))];
  const addresses = [...operands.map((it) => it.text), ...values('url'), ...inSettings('url').map((it) => it[1]!)];
  const outputs = [...values('o', 'output'), ...inSettings('output').map((it) => it[1]!)];
  const folder = value('output-dir');
  const inFolder = (name: string) => (folder === undefined ? name : `${folder}/${name}`);
  const wanted = addresses.flatMap((address, index) => {
    const output = outputs[index];
    const all = has('g', 'globoff') ? [{ address, parts: [] }] : globbed(address);
    return all.map((it) => ({
      address: it.address,
      given: output?.replace(/#(\d)/g, (text, n) => it.parts[n - 1] ?? text),
    }));
  });
  for (const { address, given } of wanted) {
    if (given !== undefined && given !== '-') {
      save(call, inFolder(given), address);
    } else if (has('O', 'remote-name', 'remote-name-all')) {
      save(call, inFolder(nameInAddress(address) || unknownName), address);
    } else if (!has('I', 'head')) {
      print(call, address);
    }
  }
  return has('I', 'head') ? 'unknown' : undefined;
};

/** The text of a file with options for curl, or of what it reads. */
function settingsOf({ state, input }: Call, path: string | undefined): string {
  if (path === undefined) {
    return '';
  }
  const text =
    path === '-' ? (input?.known ? input.text : undefined) : state.files.textAt(resolvePath(state.folder, path));
  return text ?? '';
}

interface Globbed {
  readonly address: string;
  /** What stands in the place of each pair of braces or brackets, `#1` first. */
  readonly parts: readonly string[];
}

const mostGlobbed = 30;

/** The addresses that curl makes of one with `{a,b}` or `[1-3]` in it. */
function globbed(address: string): readonly Globbed[] {
  let all: readonly Globbed[] = [{ address: '', parts: [] }];
  for (const piece of address.split(/(\{[^{}]*\}|\[\w+-\w+\])/)) {
    const choices = choicesOf(piece);
    all = choices
      ? all.flatMap(({ address: start, parts }) =>
          choices.map((it) => ({ address: start + it, parts: [...parts, it] })),
        )
      : all.map((it) => ({ ...it, address: it.address + piece }));
    if (all.length > mostGlobbed) {
      return [{ address, parts: [] }];
    }
  }
  return all;
}

function choicesOf(piece: string): readonly string[] | undefined {
  if (/^\{.*\}$/s.test(piece)) {
    return piece.slice(1, -1).split(',');
  }
  const [, first, last] = /^\[(\d+)-(\d+)\]$/.exec(piece) ?? [];
  const count = Number(last) - Number(first) + 1;
  return first !== undefined && count > 0 && count <= mostGlobbed
    ? Array.from({ length: count }, (_, i) =>
        String(Number(first) + i).padStart(first.startsWith('0') ? first.length : 0, '0'),
      )
    : undefined;
}

const wgetOptions: OptionsWithValue = {
  short: 'aAbBdDeiIloOPQRtTUwX',
  long: 'output-document output-file append-output directory-prefix header user-agent tries timeout wait input-file user password post-data post-file ca-certificate base accept reject level progress execute retry-connrefused limit-rate'.split(
    ' ',
  ),
};

const wget: Program = (call) => {
  const { operands, has, value } = readArguments(call.args, wgetOptions);
  const document = value('O', 'output-document');
  const prefix = value('P', 'directory-prefix');
  if (has('spider')) {
    return 'unknown';
  }
  for (const { text } of operands) {
    if (document === '-' || document === '/dev/stdout') {
      print(call, text);
    } else if (document !== undefined) {
      save(call, document, text);
    } else {
      const name = has('r', 'recursive', 'm', 'mirror') ? unknownName : nameOfDownload(text) || 'index.html';
      // `-x` makes folders of the whole address.
      const folder = has('x', 'force-directories') ? parentOf(text.replace(/^[a-z]+:\/\//i, '')) : '.';
      save(call, [prefix ?? '.', folder, name].join('/'), text, true);
    }
  }
  if (operands.length === 0 && has('i', 'input-file')) {
    save(call, `${prefix ?? '.'}/${unknownName}`, unknownName);
  }
  return undefined;
};

const aria2c: Program = (call) => {
  const { operands, value } = readArguments(call.args, {
    short: 'doisxjkmt',
    long: ['dir', 'out', 'input-file', 'split', 'max-connection-per-server', 'header'],
  });
  for (const { text } of operands) {
    save(call, `${value('d', 'dir') ?? '.'}/${value('o', 'out') ?? (nameInAddress(text) || unknownName)}`, text);
  }
  return undefined;
};

/** `aws s3 cp s3://… path` and `gsutil cp gs://… path`. */
const bucketCopy: Program = (call) => {
  const { operands } = readArguments(call.args, { long: ['region', 'profile', 'endpoint-url'] });
  const at = operands.findIndex((it) => it.text === 'cp' || it.text === 'sync');
  const source = operands[at + 1]?.text;
  const target = operands[at + 2]?.text;
  if (at !== -1 && source !== undefined && target !== undefined && /^(s3|gs):\/\//.test(source)) {
    const intoFolder = target.endsWith('/') || isKnownFolder(call, absolute(call, target));
    save(call, intoFolder ? `${target}/${nameInAddress(source) || unknownName}` : target, source);
  }
  return undefined;
};

/** @param dated Whether the file keeps the time that the server tells. */
function save(call: Call, path: string, address: string, dated = false): void {
  if (path.startsWith('/dev/')) {
    return;
  }
  const name = nameInAddress(address);
  const archive = isArchiveName(path) || isArchiveName(name);
  const size = archive ? sizeByName('x.tar') : sizeOfDownload(path, name || opaque(address));
  write(call, { path, size, archive, dated });
}

function print({ output }: Call, address: string): void {
  const name = nameInAddress(address);
  output.writeUnknown(sizeByName(name || opaque(address)));
  output.address = address;
  output.archive = isArchiveName(name);
}

/** Programs that fetch files. */
export const downloads: Readonly<Record<string, Program>> = {
  curl,
  wget,
  wget2: wget,
  aria2c,
  axel: aria2c,
  aws: bucketCopy,
  gsutil: bucketCopy,
};
