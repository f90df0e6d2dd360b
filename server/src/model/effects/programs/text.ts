import { readArguments } from '../arguments';
import { absolute, write } from '../changes';
import { namesFor } from '../expansion';
import { type Call, Output, type Program } from '../machine';
import type { FileNode } from '../nodes';
import { segmentsOf } from '../paths';
import { bytesOf, large, small } from '../sizes';
import { hasWildcards, isKnown, unknownName, withPlainWildcards } from '../symbols';

const echo: Program = (call) => {
  let args = printed(call);
  let newline = true;
  let escapes = false;
  while (args[0] !== undefined && /^-[neE]+$/.test(args[0])) {
    newline &&= !args[0].includes('n');
    escapes ||= args[0].includes('e');
    args = args.slice(1);
  }
  const text = args.join(' ');
  call.output.write((escapes ? unescaped(text) : text) + (newline ? '\n' : ''));
  return undefined;
};

const printf: Program = (call) => {
  const [format, ...values] = printed(call);
  if (format === '-v' && values.length > 1) {
    const output = new Output();
    printf({ ...call, args: call.args.slice(2), output });
    call.state.assign(values[0]!, output.text);
    return undefined;
  }
  if (format === undefined) {
    return undefined;
  }
  const rounds = Math.max(1, Math.ceil(values.length / Math.max((format.match(/%[sdbqi]/g) ?? []).length, 1)));
  let at = 0;
  for (let i = 0; i < Math.min(rounds, 200); i++) {
    call.output.write(
      unescaped(format).replace(/%%|%[-\d.]*[sdbqi]/g, (it) => (it === '%%' ? '%' : (values[at++] ?? ''))),
    );
  }
  return undefined;
};

/** The arguments as they are printed: names of files for the wildcards that match some. */
function printed({ args, state }: Call): string[] {
  return args.flatMap(({ text }) => namesFor(text, state)).map(plain);
}

/** Wildcards that matched nothing are printed as they are. */
function plain(text: string): string {
  return isKnown(text) ? text : withPlainWildcards(text);
}

function unescaped(text: string): string {
  const decoded: Readonly<Record<string, string>> = { n: '\n', t: '\t', '0': '\0' };
  return text.replace(/\\([nt0\\])/g, (_, it: string) => decoded[it] ?? it);
}

/** `cat`, and filters that pass on about as much as they get. */
export const filter: Program = (call) => {
  const { operands } = readArguments(call.args, call.name === 'iconv' ? { short: 'fto' } : {});
  // The first operand of others says what to do, and `tr` takes no files at all.
  const isPlain = /^(cat|sort|uniq|tac|rev|shuf|nl|tail|base64|od|hexdump|xxd|iconv)$/.test(call.name);
  printFiles(call, isPlain ? operands : call.name === 'tr' ? [] : operands.slice(1));
  return undefined;
};

/** Prints files, or what comes in where none is given, perhaps with changes that leave most of it. */
export function printFiles(call: Call, files: Call['args']): void {
  if (files.every(({ text }) => text === '-')) {
    passOn(call);
    return;
  }
  for (const { text } of files) {
    const node = call.state.files.get(absolute(call, text));
    if (call.name === 'cat' && node) {
      call.output.sources = [...call.output.sources, node];
    }
    if (call.name === 'cat' && node?.content !== undefined) {
      call.output.write(node.content);
    } else {
      call.output.writeUnknown(text === '/dev/null' ? 0 : (node?.size ?? small));
    }
  }
}

function passOn({ name, input, output }: Call): void {
  if (input?.known && /^(cat|tee|sponge)$/.test(name)) {
    output.write(input.text);
  } else {
    output.writeUnknown(input?.size ?? small);
    output.address = input?.address;
    output.archive = input?.archive ?? false;
    output.sources = input?.sources ?? [];
  }
}

const tee: Program = (call) => {
  const { operands } = readArguments(call.args);
  const copies: FileNode[] = [];
  for (const { text } of operands) {
    const content = call.input?.known ? call.input.text : undefined;
    const { size = small, archive = false } = call.input ?? {};
    const node = text.startsWith('/dev/') ? undefined : write(call, { path: text, size, content, archive });
    copies.push(...(node ? [node] : []));
  }
  passOn(call);
  call.output.sources = [...call.output.sources, ...copies];
  return undefined;
};

const head: Program = (call) => {
  const { value, operands } = readArguments(call.args, { short: 'cn', long: ['bytes', 'lines'] });
  const bytes = value('c', 'bytes');
  const fromDevice = operands.some((it) => it.text.startsWith('/dev/'));
  call.output.writeUnknown(bytes === undefined ? (fromDevice ? large : small) : (bytesOf(bytes) ?? large));
  return undefined;
};

const dd: Program = (call) => {
  const settings = new Map(call.args.map(({ text }) => [text.replace(/=.*$/s, ''), text.replace(/^[^=]*=/, '')]));
  const block = bytesOf(settings.get('bs') ?? settings.get('obs')) ?? 512;
  const count = settings.get('count');
  const source = settings.get('if');
  const size = source === '/dev/null' ? 0 : count === undefined ? large : block * (bytesOf(count) ?? 1);
  const target = settings.get('of');
  if (target === undefined) {
    call.output.writeUnknown(size);
  } else if (!target.startsWith('/dev/')) {
    write(call, { path: target, size });
  }
  return undefined;
};

const fallocate: Program = (call) => {
  const { operands, value } = readArguments(call.args, { short: 'lo', long: ['length', 'offset'] });
  for (const { text } of operands) {
    write(call, { path: text, size: bytesOf(value('l', 'length')) ?? large });
  }
  return undefined;
};

const count: Program = (call) => {
  call.output.writeUnknown(small);
  return undefined;
};

/** Writes the pieces of a file, or of what comes in, beside it. */
const split: Program = (call) => {
  const { operands } = readArguments(call.args, {
    short: 'abCln',
    long: ['bytes', 'lines', 'line-bytes', 'number', 'suffix-length', 'additional-suffix', 'filter'],
  });
  const [source, prefix] = operands.map((it) => it.text);
  const reads = source === undefined || source === '-';
  const size = reads ? call.input?.size : call.state.files.get(absolute(call, source))?.size;
  write(call, { path: `${prefix ?? 'x'}${unknownName}`, size: size ?? small });
  return undefined;
};

const openssl: Program = (call) => {
  const [verb, ...rest] = call.args.map((it) => it.text);
  const size = verb === 'rand' ? (bytesOf(rest.findLast((it) => /^\d/.test(it))) ?? small) : small;
  const out = rest[rest.indexOf('-out') + 1];
  if (rest.includes('-out') && out !== undefined) {
    write(call, { path: out, size });
  } else {
    call.output.writeUnknown(size);
  }
  return undefined;
};

const seq: Program = (call) => {
  const [a, b] = call.args.map((it) => Number(it.text));
  const from = b === undefined ? 1 : a!;
  const to = b ?? a!;
  if (call.args.length > 2 || !Number.isInteger(from) || !Number.isInteger(to) || to - from > 200) {
    const bytes = (to - from) * (`${to}`.length + 1);
    call.output.writeUnknown(Number.isInteger(bytes) ? Math.max(bytes, small) : small);
  } else {
    for (let i = from; i <= to; i++) {
      call.output.write(`${i}\n`);
    }
  }
  return undefined;
};

const pathPart: Program = (call) => {
  const text = call.args[0]?.text.replace(/\/+$/, '') ?? '';
  const slash = text.lastIndexOf('/');
  if (call.name === 'basename') {
    const suffix = call.args[1]?.text ?? '';
    const name = text.slice(slash + 1);
    call.output.write(suffix !== '' && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name);
  } else {
    call.output.write(slash === -1 ? '.' : text.slice(0, slash) || '/');
  }
  return undefined;
};

const realpath: Program = (call) => {
  const path = readArguments(call.args).operands[0]?.text;
  call.output.write(path === undefined ? '' : call.state.files.follow(absolute(call, path)));
  return undefined;
};

const pwd: Program = (call) => {
  call.output.write(call.state.folder);
  return undefined;
};

/** Lists files by the names given, and folders by what lies right below them. */
const ls: Program = (call) => {
  const { operands, has } = readArguments(call.args, { short: 'wIT' });
  const folders = operands.length > 0 ? operands.map((it) => it.text) : ['.'];
  const names = new Set<string>();
  for (const folder of folders) {
    const path = absolute(call, folder);
    for (const { node, exact } of call.state.files.select(path)) {
      if (exact && node.kind === 'folder' && node.size === 0 && !has('d', 'directory')) {
        continue;
      }
      const isListed = exact && (node.kind === 'file' || has('d', 'directory'));
      names.add(isListed || hasWildcards(path) ? node.path : (segmentsOf(node.path)[segmentsOf(path).length] ?? ''));
    }
  }
  if (names.size === 0 || names.has('')) {
    call.output.writeUnknown(small);
  } else {
    call.output.write([...names].map((it) => `${it}\n`).join(''));
  }
  return undefined;
};

/** The lines of a known input that hold a plain text, or that do not; undefined where more is asked for. */
function linesChosen({ args, input }: Call): readonly string[] | undefined {
  const { operands, has } = readArguments(args);
  const [pattern] = operands;
  const isPlain = operands.length === 1 && /^[\w =:/"-]+$/.test(pattern!.text);
  const options = args.filter((it) => it.text.startsWith('-'));
  if (!input?.known || !isPlain || options.some((it) => !/^-[ivEF]+$/.test(it.text))) {
    return undefined;
  }
  const wanted = new RegExp(pattern!.text, has('i') ? 'i' : '');
  return input.text.split('\n').filter((it) => it !== '' && wanted.test(it) !== has('v'));
}

/** Whether a plain pattern is found in a text that is known; other patterns are not tried. */
const grep: Program = (call) => {
  const chosen = linesChosen(call);
  if (chosen) {
    call.output.write(chosen.map((it) => `${it}\n`).join(''));
    return chosen.length > 0 ? 'ok' : 'fail';
  }
  filter(call);
  const { operands, has, value } = readArguments(call.args, {
    short: 'efmABCdD',
    long: ['regexp', 'file', 'max-count', 'include', 'exclude', 'exclude-dir'],
  });
  const given = value('e', 'regexp');
  const pattern = given ?? operands[0]?.text ?? '';
  const [file, ...others] = given === undefined ? operands.slice(1) : operands;
  const node = file && call.state.files.get(absolute(call, file.text));
  const text = file ? node?.content : call.input?.known ? call.input.text : undefined;
  const plain = /^(\^?)([\w =:/"-]+)(\$?)$/.exec(pattern);
  if (text === undefined || !plain || others.length > 0 || has('v', 'w', 'x', 'L', 'f', 'r', 'R')) {
    return 'unknown';
  }
  const found = new RegExp(pattern, has('i') ? 'im' : 'm').test(text);
  // Of a file of the base image only some lines are known.
  return found ? 'ok' : node && node.layer.index < 0 ? 'unknown' : 'fail';
};

/** `sort -o` writes the sorted lines to a file, often to the one that they came from. */
const sort: Program = (call) => {
  const { operands, value } = readArguments(call.args, {
    short: 'kotTS',
    long: ['key', 'output', 'field-separator', 'temporary-directory', 'buffer-size', 'parallel'],
  });
  const output = value('o', 'output');
  if (output === undefined) {
    return filter(call);
  }
  const size = operands.reduce((sum, { text }) => sum + (call.state.files.get(absolute(call, text))?.size ?? 0), 0);
  write(call, { path: output, size: Math.max(size, small) });
  return undefined;
};

/** Programs that print, pass on or change text. */
export const texts: Readonly<Record<string, Program>> = {
  echo,
  printf,
  cat: filter,
  grep,
  sort,
  uniq: filter,
  tac: filter,
  rev: filter,
  shuf: filter,
  nl: filter,
  base64: filter,
  od: filter,
  hexdump: filter,
  xxd: filter,
  iconv: filter,
  tail: filter,
  jq: filter,
  tee,
  sponge: tee,
  head,
  dd,
  fallocate,
  wc: count,
  split,
  openssl,
  seq,
  basename: pathPart,
  dirname: pathPart,
  realpath,
  readlink: realpath,
  pwd,
  ls,
};
