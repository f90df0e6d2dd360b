import { execScript } from '../../shell/execForm';
import { parseScriptFor } from '../../shell/parse';
import type { ShellScript } from '../../shell/script';
import type { Span } from '../../text/span';
import type { TextView } from '../../text/view';
import { originSpan } from '../../text/view';
import { foreignCleanings } from './foreignCleaning';
import { commandOnFile } from './foreignFiles';
import { sizeByName } from './sizes';
import { unknownName } from './symbols';

interface Literal {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The commands that stand in the strings of a script in Python, Perl, Ruby, JavaScript or PowerShell: a list of strings
 * is one command, a string with blanks is a shell script, and the argument of `rmtree` is a folder that is deleted.
 *
 * @param place The span of every command, where the text does not stand in the file as it is.
 */
export function commandsIn(view: TextView, place?: Span): readonly ShellScript[] {
  const literals = literalsOf(view.text);
  const cleanings = [...foreignCleanings(view.text)];
  const commands: ShellScript[] = [];
  const cleanUpTo = (at: number) => {
    while (cleanings[0] && cleanings[0].at <= at) {
      const { at: start, paths } = cleanings.shift()!;
      const span = place ?? originSpan(view, { start, end: start + 1 });
      commands.push(parseScriptFor(`rm -rf ${paths.join(' ')}`, span));
    }
  };
  for (let i = 0; i < literals.length; ) {
    const list = [literals[i]!];
    while (
      i + list.length < literals.length &&
      /^\s*,\s*$/.test(view.text.slice(list.at(-1)!.end, literals[i + list.length]!.start))
    ) {
      list.push(literals[i + list.length]!);
    }
    cleanUpTo(list[0]!.start);
    const script = scriptOf(view, list, place);
    if (script) {
      commands.push(script);
    }
    i += list.length;
  }
  cleanUpTo(view.text.length);
  if (leavesTemporaryFiles(view.text)) {
    const span = place ?? originSpan(view, { start: 0, end: view.text.trimEnd().length });
    commands.push(commandOf(['fallocate', '-l', '1M', `/tmp/${unknownName}`], span));
  }
  return commands;
}

/** What stands before a text that is shown and not run. */
const onlySpeaks =
  /\b(print|puts|warn|raise \w+|\w*Error|\w*Exception|(console|log|logger|logging)\.\w+|help|description)\s*[(= ]\s*[fr]?$/;

function scriptOf(view: TextView, list: readonly Literal[], place: Span | undefined): ShellScript | undefined {
  const [first] = list;
  const before = view.text.slice(Math.max(first!.start - 40, 0), first!.start);
  const span = place ?? originSpan(view, { start: first!.start, end: list.at(-1)!.end });
  const texts = list.map((it) => it.text);
  if (/\bsys\.executable\s*,\s*$/.test(before)) {
    return commandOf(['python3', ...texts], span);
  }
  const after = view.text.slice(list.at(-1)!.end, list.at(-1)!.end + 80);
  const made = commandFor(before, texts, after) ?? commandOnFile(before, texts, after, view.text);
  if (made) {
    return commandOf(made, span);
  }
  if (/\bunlink[\s(]+(bsd_)?glob[\s(]*$/.test(before)) {
    return parseScriptFor(`rm -f ${first!.text}`, span);
  }
  if (/\[\s*$/.test(before) || list.length > 1) {
    return commandOf(texts, span);
  }
  if (onlySpeaks.test(before)) {
    return undefined;
  }
  const ownPython = /\bsys\.executable\s*\+\s*f?$/.test(before) ? 'python3' : '';
  const text = ownPython + first!.text.replace('{sys.executable}', 'python3');
  return /\s/.test(text.trim()) ? parseScriptFor(text, span) : undefined;
}

/** The command that does what a well-known function does with its arguments. */
function commandFor(before: string, texts: readonly string[], after: string): readonly string[] | undefined {
  const [first, second] = texts as readonly [string, string?];
  if (/\b(rmtree|remove_tree|rm_rf|rmSync)\s*\(\s*$/.test(before)) {
    return ['rm', '-rf', ...texts];
  }
  if (/\b(os\.remove|os\.unlink|unlink|unlinkSync)\s*\(\s*$/.test(before)) {
    return ['rm', '-f', ...texts];
  }
  if (/\bunlink\s*\(?\s*glob\s*\(?\s*q?q?$/.test(before)) {
    return ['sh', '-c', `rm -f ${first}`];
  }
  if (writesBytes(before, second, after)) {
    return ['fallocate', '-l', `${sizeByName(first)}`, first];
  }
  const opened = openedByPerl(before, texts);
  if (opened !== undefined && repeats.test(after)) {
    return ['fallocate', '-l', `${sizeByName(opened)}`, opened];
  }
  if (/\burlretrieve\s*\(\s*$/.test(before) && second !== undefined) {
    return ['curl', '-o', second, first];
  }
  if (/\b(tarfile\.open|ZipFile|unpack_archive)\s*\(\s*$/.test(before)) {
    const folder =
      second !== undefined && !/^\w(:\w+)?$/.test(second)
        ? second
        : /extractall\s*\(\s*(?:path\s*=\s*)?["']([^"']+)/.exec(after)?.[1];
    return ['tar', '-xf', first, '-C', folder ?? '.'];
  }
  return undefined;
}

/** What Perl opens for writing: `open F, ">/file"` or `open(my $f, '>', '/file')`. */
function openedByPerl(before: string, [first, second]: readonly string[]): string | undefined {
  if (!/\bopen\s*\(?\s*(my\s+)?\$?\w+\s*,\s*$/.test(before)) {
    return undefined;
  }
  return /^\s*>>?[^\s/]*\s*$/.test(first ?? '') ? second : /^\s*>>?\s*(\/.+)/.exec(first ?? '')?.[1];
}

/** A text written many times, as `'x' * 900_000` or `"x" x 900000`. */
const repeats = /[*x]\s*\d[\d_]{4,}|\.repeat\(\s*\d[\d_]{4,}/;

/** Whether a script prints one text many times. */
export function printsMuch(text: string): boolean {
  return repeats.test(text) && /\b(print|puts|say|log|write)\b/.test(text);
}

/** Whether a path is opened for writing what is no text, or much of it. */
function writesBytes(before: string, mode: string | undefined, after: string): boolean {
  return /\bopen\s*\(\s*$/.test(before)
    ? /^[wax]\+?b/.test(mode ?? '') || (/^[wax]/.test(mode ?? '') && repeats.test(after))
    : /\bPath\s*\(\s*$/.test(before)
      ? /^\s*\)\.write_bytes\b/.test(after)
      : /\bwriteFileSync\s*\(\s*$/.test(before) && mode === undefined;
}

/** Whether a script writes bytes into a temporary folder or file that it makes and does not remove. */
function leavesTemporaryFiles(text: string): boolean {
  return (
    /\b(mkdtemp|mkstemp)\s*\(|\bdelete\s*=\s*False\b/.test(text) &&
    /["'][wax]\+?b["']|\b(urlretrieve|extractall|urandom|copyfileobj)\s*\(/.test(text) &&
    !/\b(rmtree|unlink|remove|cleanup)\s*\(/.test(text)
  );
}

/** A script of one command whose words are taken as they are. */
export function commandOf(texts: readonly string[], span: Span): ShellScript {
  const view = { text: '', runs: [{ view: 0, origin: span.start, length: 0 }] };
  return execScript(
    texts.map((value) => ({ value, span, view: { ...view, text: value } })),
    span,
  );
}

function literalsOf(text: string): Literal[] {
  const literals: Literal[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '#') {
      const end = text.indexOf('\n', i);
      i = end === -1 ? text.length : end;
    } else if (c === '"' || c === "'") {
      const quote = text.startsWith(c.repeat(3), i) ? c.repeat(3) : c;
      const start = i + quote.length;
      let end = start;
      while (end < text.length && !text.startsWith(quote, end) && (quote.length === 3 || text[end] !== '\n')) {
        end += text[end] === '\\' ? 2 : 1;
      }
      literals.push({
        text: text.slice(start, Math.min(end, text.length)),
        start: i,
        end: Math.min(end + quote.length, text.length),
      });
      i = end + quote.length - 1;
    }
  }
  return literals;
}
