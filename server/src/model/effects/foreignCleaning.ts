/** What a script in another language than the shell's deletes in a loop or by a function of its own. */
export interface ForeignCleaning {
  /** Where in the script. */
  readonly at: number;
  /** Words for `rm -rf`, wildcards active. */
  readonly paths: readonly string[];
}

/** Functions that delete what they are given by a name or another expression. */
const deletes =
  /\b(?:os\.remove|os\.unlink|os\.rmdir|shutil\.rmtree|rmtree|unlinkSync|rmSync|File\.delete|FileUtils\.rm\w*|remove_tree)\b\s*\(?\s*,?\s*\*?[A-Za-z_(]|\.(?:unlink|rmtree|rmdir)\(|\bunlink\b\s*\(?\s*[$@]|\bmap\(\s*(?:os\.(?:remove|unlink)|shutil\.rmtree)\s*,/;
/** Ways to ask for what lies in a folder; the first group is the folder or pattern. */
const lists =
  /(?:\b(?:i?glob\.)?i?glob|\bos\.(?:listdir|scandir|walk)|\bPath|\breaddirSync|\bDir\.(?:glob|children|each_child))\s*\(?\s*([\w.$]+|"[^"\n]*"|'[^'\n]*')\s*\)?|\bDir\[("[^"\n]*"|'[^'\n]*')\]/;
/** Tests that leave out nothing that is large. */
const harmless = /isfile|isdir|is_file|is_dir|islink|is_symlink|exists|isFile|isDirectory|lock|partial/;
const mostLines = 400;

/** The deletions of a script that are not told by a path at the place of the call. */
export function foreignCleanings(given: string): readonly ForeignCleaning[] {
  if (!deletes.test(given)) {
    return [];
  }
  const text = withHome(given);
  const lines = linesOf(text);
  const values = valuesOf(text);
  const helpers = helpersOf(lines);
  const found: ForeignCleaning[] = [];
  lines.forEach((line, index) => {
    const paths =
      pathUnlinked(line.text, values) ??
      pathGiven(line.text, values) ??
      pathsDeletedBy(lines, index, values) ??
      pathsGivenToHelper(line.text, helpers, values);
    if (paths) {
      found.push({ at: line.at, paths });
    }
  });
  return found;
}

/** The text, as long as it was, with the home folder as a shell calls it. */
function withHome(text: string): string {
  return text.replace(
    /\b(?:os\.path\.)?expanduser\(\s*(["'])~([^"'\n]*)\1\s*\)|\bPath\(\s*(["'])~([^"'\n]*)\3\s*\)\.expanduser\(\)|\b(?:\w+\.)?Path\.home\(\)|\bos\.homedir\(\)/g,
    (whole, _, below = '', __, other = '') => `'$HOME${below}${other}'`.padEnd(whole.length),
  );
}

interface Line {
  readonly text: string;
  readonly at: number;
  readonly indent: number;
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let at = 0;
  for (const line of text.split('\n').slice(0, mostLines)) {
    // Several statements in a line are as good as lines of their own, but for those of a block.
    const statements = /^\s*(for|if|while|def|with|try)\b/.test(line) ? [line] : line.split(';');
    let start = at;
    for (const statement of statements) {
      if (statement.trim() !== '') {
        lines.push({ text: statement, at: start, indent: statement.search(/\S/) });
      }
      start += statement.length + 1;
    }
    at += line.length + 1;
  }
  return lines;
}

/** The lines of a block, without the one that begins it. */
function blockOf(lines: readonly Line[], index: number): readonly Line[] {
  const { indent } = lines[index]!;
  let end = index + 1;
  while (end < lines.length && lines[end]!.indent > indent) {
    end++;
  }
  return lines.slice(index + 1, end);
}

/** Variables that hold a path. */
function valuesOf(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [, name, , path] of text.matchAll(
    /(?:^|;)[ \t]*(?:const |let |var |my )?(\$?\w+)\s*=\s*(?:[\w.]*Path\(\s*)?(["'])([^"'\n]*)\2\s*\)?[ \t]*(?=;|$)/gm,
  )) {
    values.set(name!, path!);
  }
  for (const [, name, sum] of text.matchAll(
    /(?:^|;)[ \t]*(?:const |let |var )?(\w+)\s*=\s*((?:\w+|'\$HOME')(?:\s*\/\s*["'\w.-]+)+|(?:os\.)?path\.join\([^()\n]*\))[ \t]*(?=;|$)/gm,
  )) {
    const path = joinedPath(sum!, values);
    if (path !== undefined) {
      values.set(name!, path);
    }
  }
  return values;
}

/** A path of several parts: `root / 'name'` or `os.path.join(root, 'name')`. */
function joinedPath(text: string, values: ReadonlyMap<string, string>): string | undefined {
  const inner = /^(?:os\.)?path\.join\(([^()\n]*)\)$/.exec(text.trim())?.[1];
  const parts = (inner === undefined ? text.split(/\s*\/\s*(?=["'\w])/) : inner.split(',')).map((it) => it.trim());
  const texts = parts.map((it) => /^(["'])([\w./*$-]+)\1$/.exec(it)?.[2] ?? values.get(it));
  return parts.length > 1 && texts.every((it) => it !== undefined)
    ? texts.join('/').replace(/\/{2,}/g, '/')
    : undefined;
}

function pathOf(word: string | undefined, values: ReadonlyMap<string, string>): string | undefined {
  const quoted = /^(["'])(.*)\1$/s.exec(word ?? '')?.[2];
  const path = quoted ?? values.get(word ?? '') ?? joinedPath(word ?? '', values);
  return path !== undefined && /^(\/|\$HOME\/)[\w./*?[\]-]+$/.test(path) ? path : undefined;
}

/** What a path deletes by its own method: itself. */
function pathUnlinked(text: string, values: ReadonlyMap<string, string>): readonly string[] | undefined {
  const [, literal, variable] =
    /(?:\bPath\s*\(\s*("[^"\n]*"|'[^'\n]*')\s*\)|\b(\w+))\.unlink\(\s*(?:missing_ok\b|\))/.exec(text) ?? [];
  const path = pathOf(literal ?? variable, values);
  return path === undefined ? undefined : [path];
}

/** What a call deletes that is given a path by a variable or put together from several parts. */
function pathGiven(text: string, values: ReadonlyMap<string, string>): readonly string[] | undefined {
  const given =
    /\b(?:os\.remove|os\.unlink|rmtree|unlinkSync|rmSync)\s*\(\s*((?:os\.path\.join|path\.join)\s*\([^()]*\)|[^(),]+)/.exec(
      text,
    )?.[1];
  // What is a literal alone is known to who asks here.
  const path = given === undefined || /^\s*["'](?!\$HOME)/.test(given) ? undefined : pathOf(given.trim(), values);
  return path === undefined ? undefined : [path];
}

/** What a loop, a comprehension or a call in a line deletes of a folder that it asks for. */
function pathsDeletedBy(
  lines: readonly Line[],
  index: number,
  values: ReadonlyMap<string, string>,
): readonly string[] | undefined {
  const { text } = lines[index]!;
  const variable = /\b(\w+)\.(?:iterdir|r?glob)\(/.exec(text)?.[1];
  const asked = lists.exec(text);
  const path = pathOf(asked?.[1] ?? asked?.[2], values) ?? pathOf(variable, values);
  if (path === undefined) {
    return undefined;
  }
  const isLoop = /^\s*(for|foreach)\b|\.(each|forEach)\b/.test(text);
  const block = isLoop ? blockOf(lines, index) : [];
  const whole = [text, ...block.map((it) => it.text)];
  if (!whole.some((it) => deletes.test(it))) {
    return undefined;
  }
  const conditions = whole.filter((it, at) =>
    at > 0
      ? /^\s*(el)?if\b|^\s*(next|continue) (if|unless)/.test(it) && !harmless.test(it)
      : !isLoop && /\bif\b(?!.*\bis)/.test(it),
  );
  if (conditions.length === 0) {
    return contentsOf(path, text);
  }
  const suffix = conditions.length === 1 ? endingAskedFor.exec(conditions[0]!)?.[2] : undefined;
  return suffix !== undefined && /\blistdir\b/.test(text)
    ? contentsOf(`${path.replace(/\/$/, '')}/*${suffix}`, text)
    : undefined;
}

/** A condition that only asks how the name ends. */
const endingAskedFor = /\bif\s+\w+\.endswith\(\s*(["'])([\w.-]+)\1\s*\)\s*(?:[:\])]|$)/;

/** A folder that is listed, or a pattern that is looked up. */
function contentsOf(path: string, text: string): readonly string[] {
  const below = /\.r?glob\(\s*(["'])([^"'\n]*)\1/.exec(text)?.[2];
  if (/[*?[]/.test(path)) {
    return [path];
  }
  const pattern = below === undefined || /^(\*\*\/)?\*$/.test(below) ? '*' : below;
  return [`${path.replace(/\/$/, '')}/${pattern}`];
}

/** Functions that delete what they are given: the thing itself, or all that lies in it. */
function helpersOf(lines: readonly Line[]): ReadonlyMap<string, 'itself' | 'contents'> {
  const helpers = new Map<string, 'itself' | 'contents'>();
  lines.forEach(({ text }, index) => {
    const name = /^\s*(?:def|function|sub)\s+(\w+)/.exec(text)?.[1];
    const body = name === undefined ? [] : blockOf(lines, index).map((it) => it.text);
    const isSelective = body.some((it) => /^\s*(el)?if\b/.test(it) && !harmless.test(it));
    if (name !== undefined && !isSelective && body.some((it) => deletes.test(it))) {
      const looksInside = body.some((it) =>
        /\b(iterdir|listdir|scandir|walk|i?glob|rglob|readdirSync|children)\b/.test(it),
      );
      helpers.set(name, looksInside ? 'contents' : 'itself');
    }
  });
  return helpers;
}

function pathsGivenToHelper(
  text: string,
  helpers: ReadonlyMap<string, 'itself' | 'contents'>,
  values: ReadonlyMap<string, string>,
): readonly string[] | undefined {
  const [, name, word] =
    /^\s*(?:[\w$]+\s*=\s*)?(\w+)\s*\(\s*(?:[\w.]*Path\(\s*)?("[^"\n]*"|'[^'\n]*'|\w+)/.exec(text) ?? [];
  const helper = helpers.get(name ?? '');
  const path = helper && pathOf(word, values);
  if (path === undefined) {
    return undefined;
  }
  return helper === 'contents' && !/[*?[]/.test(path) ? [`${path.replace(/\/$/, '')}/*`] : [path];
}
