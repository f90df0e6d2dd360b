// Reads the cases of families/*.md; run as `cases.mjs OUT` it writes them, a folder each with a Dockerfile and its context.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const families = join(here, 'families');
const measured = join(here, 'measured');

/**
 * All cases, sorted by family and place in it.
 * @returns {import('./cases.d.mts').TruthCase[]}
 * @throws when a family file does not follow the form that README.md describes; the message names file and line.
 */
export function readCases() {
  const cases = readdirSync(families)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .flatMap((name) => parseFamily(name, readFileSync(join(families, name), 'utf8')));
  const seen = new Map();
  for (const { name, family } of cases) {
    if (seen.has(name)) {
      throw new Error(`case ${name} stands in ${seen.get(name)} and in ${family}`);
    }
    seen.set(name, family);
  }
  return cases;
}

/**
 * Writes every case to OUT/NAME/Dockerfile with the files of its build context beside it.
 * @param {string} out folder, made when missing; folders of the same names in it are replaced
 * @returns {number} how many cases were written
 */
export function writeCases(out) {
  const cases = readCases();
  for (const { name, dockerfile, context } of cases) {
    const folder = join(out, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'Dockerfile'), dockerfile);
    for (const file of context) {
      const path = join(folder, file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, contentOf(file, `${name}/${file.path}`));
    }
  }
  return cases.length;
}

/**
 * What the instrument measured, by names of cases.
 * @returns {Record<string, object>} in the shape of ../truth.json
 */
export function readTruth() {
  const files = readdirSync(measured).filter((name) => name.endsWith('.json'));
  return Object.assign({}, ...files.map((name) => JSON.parse(readFileSync(join(measured, name), 'utf8'))));
}

/**
 * Replaces what was measured; each family has a file of its own with a line for each case.
 * @param {Record<string, object>} truth what the instrument measured; cases of no family are left out
 */
export function writeTruth(truth) {
  rmSync(measured, { recursive: true, force: true });
  mkdirSync(measured);
  const files = new Map();
  for (const { name, family } of readCases()) {
    if (truth[name]) {
      const lines = files.get(family) ?? [];
      files.set(family, [...lines, `${JSON.stringify(name)}: ${JSON.stringify(truth[name])}`]);
    }
  }
  for (const [family, lines] of files) {
    writeFileSync(join(measured, `${family}.json`), `{\n${lines.join(',\n')}\n}\n`);
  }
}

const heading = /^## ([a-z0-9-]+)$/;
const leaves = /^Leaves: (.+)$/;
const verdict = /^(dirty|compile cache|not scored) ([0-9]+(?:, [0-9]+)*)$/;
const fence = /^```([a-z]+)(?: (\S+))?$/;
const made = /^- `([^`]+)`: ([0-9]+) random bytes(?: in a (tar) as `([^`]+)`)?$/;
const shared = /^- `([^`]+)`: as above$/;

function parseFamily(file, text) {
  const lines = text.split('\n');
  const cases = [];
  const common = new Map();
  let current;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    const wrong = (what) => new Error(`${file}:${i + 1}: ${what}`);
    const start = heading.exec(line);
    if (start) {
      current = { name: start[1], family: file.replace(/\.md$/, ''), dockerfile: '', context: [], leaves: undefined };
      cases.push(current);
    } else if (line.startsWith('##')) {
      throw wrong('a case has a name of small letters, digits and hyphens');
    } else if (current && leaves.test(line)) {
      current.leaves = verdicts(leaves.exec(line)[1], wrong);
    } else if (line.startsWith('```')) {
      const [, language, path] = fence.exec(line) ?? [];
      const end = lines.indexOf('```', i + 1);
      if (!language || end < 0 || !(current || path)) {
        throw wrong('a block names its language and, before the first case, its file, and it has an end');
      }
      const body = `${lines.slice(i + 1, end).join('\n')}\n`;
      if (!current) {
        common.set(path, body);
      } else if (path) {
        current.context.push({ path, text: body });
      } else {
        current.dockerfile = body;
      }
      i = end;
    } else if (made.test(line)) {
      const [, path, bytes, archive, member] = made.exec(line);
      current.context.push({ path, bytes: Number(bytes), archive, member });
    } else if (common.has(shared.exec(line)?.[1])) {
      const path = shared.exec(line)[1];
      current.context.push({ path, text: common.get(path) });
    } else if (line.startsWith('- ')) {
      throw wrong('a file is: - `PATH`: N random bytes [in a tar as `MEMBER`], or as above');
    }
  }
  const unfinished = cases.find((one) => !one.dockerfile || !one.leaves);
  if (unfinished) {
    throw new Error(`${file}: case ${unfinished.name} lacks its Dockerfile or its line "Leaves: …"`);
  }
  return cases;
}

/** "nothing", or parts divided by a semicolon: dirty LINES, compile cache LINES, not scored LINES. */
function verdicts(text, wrong) {
  const lines = { dirty: [], 'compile cache': [], 'not scored': [] };
  for (const part of text === 'nothing' ? [] : text.split('; ')) {
    const [, kind, numbers] = verdict.exec(part) ?? [];
    if (!kind) {
      throw wrong(`"${part}" is none of: nothing, dirty LINES, compile cache LINES, not scored LINES`);
    }
    lines[kind] = numbers.split(', ').map(Number);
  }
  return { dirty: lines.dirty, compileCache: lines['compile cache'], notScored: lines['not scored'] };
}

function contentOf(file, seed) {
  if (file.text !== undefined) {
    return file.text;
  }
  const bytes = randomBytes(file.bytes, seed);
  return file.archive ? tarOf(file.member, bytes) : bytes;
}

/** Bytes that do not compress and that depend on the seed only (xorshift, 32 bits at a time). */
function randomBytes(count, seed) {
  let state = 2166136261;
  for (const character of seed) {
    state = Math.imul(state ^ character.codePointAt(0), 16777619);
  }
  const words = new Uint32Array(Math.ceil(count / 4));
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state >>> 0;
  }
  return Buffer.from(words.buffer, 0, count);
}

/** A ustar archive with one regular file (POSIX.1-1988 header). */
function tarOf(member, bytes) {
  const header = Buffer.alloc(512);
  const put = (text, at) => header.write(text, at, 'latin1');
  put(member, 0);
  put('0000644\0', 100);
  put('0000000\0', 108);
  put('0000000\0', 116);
  put(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  put('14772336040\0', 136);
  put('        ', 148);
  put('0', 156);
  put('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512), Buffer.alloc(1024)]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = process.argv[2];
  if (!out) {
    console.error('usage: cases.mjs OUT');
    process.exit(2);
  }
  console.log(`${writeCases(out)} cases`);
}
