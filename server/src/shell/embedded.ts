import type { Word, WordPart } from 'unbash';
import type { TextView } from '../text/view';
import { subView } from '../text/view';
import type { ShellRedirection, ShellWord } from './script';
import type { ViewPiece } from './views';
import { unescapedPieces, viewOfPieces } from './views';

/** The invocation of a shell: which script it is given and with which options. */
export interface ShellCall {
  /** Index of the word that holds the script, undefined when it comes from standard input. */
  readonly script: number | undefined;
  readonly flags: string;
  readonly options: readonly string[];
}

const shells = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'mksh', 'zsh', 'rbash']);

/** True for the names of shells whose scripts are read here. */
export function isShell(name: string): boolean {
  return shells.has(name);
}

/** Reads the arguments of `sh`, `bash` and the like; undefined when it runs a script from a file. */
export function readShellCall(words: readonly ShellWord[]): ShellCall | undefined {
  const options: string[] = [];
  let flags = '';
  let command = false;
  let at = 1;
  for (; at < words.length; at++) {
    const text = words[at]!.value;
    if (text === undefined || !/^[-+]./.test(text)) {
      break;
    }
    if (text === '--') {
      at++;
      break;
    }
    if (text.startsWith('--')) {
      continue;
    }
    const letters = text.slice(1);
    if (text.startsWith('-')) {
      flags += letters.replace(/[co]/g, '');
      command ||= letters.includes('c');
    }
    if (/[oO]/.test(letters)) {
      at++;
      const option = words[at]?.value;
      if (option !== undefined && text.startsWith('-')) {
        options.push(option);
      }
    }
  }
  if (command) {
    return at < words.length ? { script: at, flags, options } : undefined;
  }
  const fromInput = at >= words.length || words[at]!.value === '-' || flags.includes('s');
  return fromInput ? { script: undefined, flags, options } : undefined;
}

/** The place of the script behind `su -c` or `runuser -c`: index of the word; undefined when there is none. */
export function commandOption(words: readonly ShellWord[]): number | undefined {
  for (let at = 1; at + 1 < words.length; at++) {
    const text = words[at]!.value;
    if (text !== undefined && /^(-[a-z]*c|--command)$/.test(text)) {
      return at + 1;
    }
  }
  return undefined;
}

/**
 * The script inside a quoted word, as the inner shell gets it, mapped to the file unit by unit.
 * What the outer shell would expand stays as written, so the inner parse sees the same variables.
 */
export function scriptInWord(word: Word, view: TextView): TextView {
  return viewOfPieces(view, wordPieces(word, view.text));
}

/** The script that several words make when `eval` joins them by blanks. */
export function scriptInWords(words: readonly Word[], view: TextView): TextView {
  const pieces: ViewPiece[] = [];
  for (const word of words) {
    if (pieces.length > 0 && word.pos > 0) {
      pieces.push({ text: ' ', at: word.pos - 1 });
    }
    pieces.push(...wordPieces(word, view.text));
  }
  return viewOfPieces(view, pieces);
}

/** The body of a heredoc as a script; `body` is a range of the view. */
export function scriptInHeredoc(
  view: TextView,
  body: { readonly pos: number; readonly end: number },
  quoted: boolean,
): TextView {
  return quoted
    ? subView(view, body.pos, body.end)
    : viewOfPieces(view, unescapedPieces(view.text.slice(body.pos, body.end), body.pos, /[$`\\\n]/));
}

/** The heredoc that a command reads as its standard input: the last one wins. */
export function inputHeredoc(redirections: readonly ShellRedirection[]): ShellRedirection | undefined {
  return redirections.findLast((it) => it.heredoc && (it.descriptor === undefined || it.descriptor === 0));
}

/** True when the outer shell expands something in a part of a word. */
export function holdsExpansion(part: WordPart): boolean {
  const { type } = part;
  return type === 'DoubleQuoted'
    ? part.parts.some(holdsExpansion)
    : type === 'SimpleExpansion' || type === 'ParameterExpansion' || type === 'CommandExpansion';
}

/** The user in `su [-] user -c …`: the first operand that is no option's value. */
export function suUser(words: readonly ShellWord[]): ShellWord | undefined {
  for (let at = 1; at < words.length; at++) {
    const text = words[at]!.value;
    if (text !== undefined && /^(-[a-z]*[csg]|--command|--shell|--group)$/.test(text)) {
      at++;
    } else if (text === undefined || !text.startsWith('-')) {
      return words[at];
    }
  }
  return undefined;
}

function wordPieces(word: Word, source: string): ViewPiece[] {
  if (!word.parts) {
    return unescapedPieces(source.slice(word.pos, word.end), word.pos, /[\s\S]/);
  }
  const pieces: ViewPiece[] = [];
  for (const part of word.parts) {
    const { pos, end } = part;
    switch (part.type) {
      case 'SingleQuoted':
        pieces.push({ text: source.slice(pos + 1, end - 1), at: pos + 1 });
        break;
      case 'DoubleQuoted':
        pieces.push(...unescapedPieces(source.slice(pos + 1, end - 1), pos + 1, /[$`"\\\n]/));
        break;
      case 'AnsiCQuoted':
        pieces.push(...ansiPieces(source.slice(pos + 2, end - 1), pos + 2));
        break;
      case 'Literal':
        pieces.push(...unescapedPieces(source.slice(pos, end), pos, /[\s\S]/));
        break;
      default:
        pieces.push({ text: source.slice(pos, end), at: pos });
    }
  }
  return pieces;
}

/** `$'…'` with the escapes that scripts use; each decoded character stands for the one behind its backslash. */
function ansiPieces(text: string, at: number): ViewPiece[] {
  const decoded: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
  const pieces: ViewPiece[] = [];
  for (const match of text.matchAll(/\\([\s\S])|[^\\]+/g)) {
    const escaped = match[1];
    pieces.push(
      escaped === undefined
        ? { text: match[0], at: at + match.index }
        : { text: decoded[escaped] ?? escaped, at: at + match.index + 1 },
    );
  }
  return pieces;
}
