import type { DockerfileTree } from '../../dockerfile/tree';
import type { RunCall } from '../../model/runs';
import type { ShellWord } from '../../shell/script';
import type { TextEdit } from '../../text/edit';
import { isAsWritten } from './words';

/** What one downloader does for an option of the other. */
interface Meaning {
  /** The option with a value, for `%` as written; undefined where it needs none. */
  readonly write?: string;
  /** How loud it is, or where the file goes: what is said once, in front of everything. */
  readonly mode?: 'quiet' | 'brief' | 'output' | 'remote' | 'stdout';
}

interface Downloader {
  /** By letter, or by name for long options; a letter or a name followed by `=` takes a value. */
  readonly options: Readonly<Record<string, Meaning>>;
  /** The command of the other one, when its output goes to a file of the name in the address, to a named one, or to the standard output. */
  head(modes: ReadonlySet<Meaning['mode']>, isBusybox: boolean): string;
}

/** `curl` with the meaning of calls of `wget`, which follows redirections and fails when the server says no. */
const fromWget: Downloader = {
  options: {
    q: { mode: 'quiet' },
    quiet: { mode: 'quiet' },
    nv: { mode: 'brief' },
    'no-verbose': { mode: 'brief' },
    'O=': { mode: 'output', write: '-o %' },
    'output-document=': { mode: 'output', write: '-o %' },
    'P=': { write: '--create-dirs --output-dir %' },
    'directory-prefix=': { write: '--create-dirs --output-dir %' },
    c: { write: '-C -' },
    continue: { write: '-C -' },
    'T=': { write: '--connect-timeout %' },
    'timeout=': { write: '--connect-timeout %' },
    't=': { write: '--retry %' },
    'tries=': { write: '--retry %' },
    'U=': { write: '-A %' },
    'user-agent=': { write: '-A %' },
    'header=': { write: '-H %' },
    'progress=': {},
    'show-progress': {},
    'no-check-certificate': { write: '-k' },
    'https-only': { write: '--proto =https' },
    '4': { write: '-4' },
    '6': { write: '-6' },
  },
  head(modes) {
    const loudness = modes.has('quiet') || modes.has('brief') ? 'sS' : '';
    const target = modes.has('output') || modes.has('stdout') ? '' : 'O';
    return `curl -f${loudness}L${target}`;
  },
};

/** `wget` with the meaning of calls of `curl`. */
const fromCurl: Downloader = {
  options: {
    f: {},
    fail: {},
    L: {},
    location: {},
    '#': {},
    'progress-bar': {},
    s: { mode: 'quiet' },
    silent: { mode: 'quiet' },
    S: { mode: 'brief' },
    'show-error': { mode: 'brief' },
    'o=': { mode: 'output', write: '-O %' },
    'output=': { mode: 'output', write: '-O %' },
    O: { mode: 'remote' },
    'remote-name': { mode: 'remote' },
    k: { write: '--no-check-certificate' },
    insecure: { write: '--no-check-certificate' },
    'H=': { write: '--header %' },
    'header=': { write: '--header %' },
    'A=': { write: '-U %' },
    'user-agent=': { write: '-U %' },
  },
  head(modes, isBusybox) {
    const loudness = !modes.has('quiet') ? '' : modes.has('brief') && !isBusybox ? ' -nv' : ' -q';
    const isFile = modes.has('output') || modes.has('remote');
    return isFile ? `wget${loudness}` : loudness === ' -q' ? 'wget -qO-' : `wget${loudness} -O-`;
  },
};

/** The edits that make a call of `curl` one of `wget`, or the other way round; undefined where that is not plain. */
export function asOtherDownloader(tree: DockerfileTree, call: RunCall): TextEdit[] | undefined {
  const { place, program, run, name } = call;
  if (place.scope.shell === undefined || place.scope.embedded || !isAsWritten(tree, program.word)) {
    return undefined;
  }
  const from = name === 'wget' ? fromWget : fromCurl;
  const read = readCall(from, program.args);
  if (!read || !program.args.every((word) => isAsWritten(tree, word))) {
    return undefined;
  }
  const { modes, replaced, addresses } = read;
  const [address] = addresses;
  const isNamedByAddress = name === 'wget' && !modes.has('output') && !modes.has('stdout');
  if (!address || addresses.length > 1 || (isNamedByAddress && !namesFile(address.text))) {
    return undefined;
  }
  const edits: TextEdit[] = [{ span: program.word.span, newText: from.head(modes, run.base.family === 'alpine') }];
  let before = program.word.span.end;
  for (const word of program.args) {
    const newText = replaced.get(word);
    if (newText === '') {
      const gap = tree.text.slice(before, word.span.start);
      if (!/^(?:[ \t]|\\\r?\n)*$/.test(gap)) {
        return undefined;
      }
      edits.push({ span: { start: before, end: word.span.end }, newText: '' });
    } else if (newText !== undefined) {
      edits.push({ span: word.span, newText });
    }
    before = word.span.end;
  }
  return edits;
}

interface ReadCall {
  readonly modes: ReadonlySet<Meaning['mode']>;
  /** What to write instead of a word, nothing for one that goes. */
  readonly replaced: ReadonlyMap<ShellWord, string>;
  readonly addresses: readonly ShellWord[];
}

function readCall({ options }: Downloader, args: readonly ShellWord[]): ReadCall | undefined {
  const modes = new Set<Meaning['mode']>();
  const replaced = new Map<ShellWord, string>();
  const addresses: ShellWord[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    const { text } = word;
    if (!/^-./.test(text)) {
      addresses.push(word);
      continue;
    }
    const written: string[] = [];
    for (const { name, value } of partsOf(text, options)) {
      const taking = options[`${name}=`];
      const meaning = taking ?? options[name];
      if (!meaning || (!taking && value !== undefined)) {
        return undefined;
      }
      const next = taking && value === undefined ? args[++at] : undefined;
      const given = value ?? next?.text;
      if (taking && given === undefined) {
        return undefined;
      }
      if (next) {
        replaced.set(next, '');
      }
      const isStdout = meaning.mode === 'output' && given === '-';
      modes.add(isStdout ? 'stdout' : meaning.mode);
      if (meaning.write !== undefined && !isStdout) {
        written.push(meaning.write.replace('%', () => given ?? ''));
      }
    }
    replaced.set(word, written.join(' '));
  }
  return { modes, replaced, addresses };
}

/** The options in a word: `-qO-` is `q` and `O` with the value `-`. */
function partsOf(
  text: string,
  options: Downloader['options'],
): readonly { readonly name: string; readonly value: string | undefined }[] {
  if (text.startsWith('--')) {
    const equals = text.indexOf('=');
    return [
      {
        name: text.slice(2, equals === -1 ? undefined : equals),
        value: equals === -1 ? undefined : text.slice(equals + 1),
      },
    ];
  }
  if (options[text.slice(1)] && text.length > 2) {
    return [{ name: text.slice(1), value: undefined }];
  }
  const parts: { name: string; value: string | undefined }[] = [];
  for (let at = 1; at < text.length; at++) {
    const name = text[at]!;
    if (options[`${name}=`]) {
      parts.push({ name, value: text.slice(at + 1) || undefined });
      break;
    }
    parts.push({ name, value: undefined });
  }
  return parts;
}

/** True for an address whose last part both programs take for the name of the file. */
function namesFile(address: string): boolean {
  const plain = address.replace(/^(["'])(.*)\1$/, '$2');
  return !/[?#]/.test(plain) && /(?:^|[^/:]\/.*|^\$.*)[^/]$/.test(plain);
}
