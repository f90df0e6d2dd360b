import { readJsonArray } from '../dockerfile/json';
import type { DockerfileTree, Heredoc, Instruction } from '../dockerfile/tree';
import type { ExecWord } from '../shell/execForm';
import { execScript } from '../shell/execForm';
import { parseScript } from '../shell/parse';
import type { ShellScript } from '../shell/script';
import type { ViewPiece } from '../shell/views';
import { viewOfPieces } from '../shell/views';
import type { Span } from '../text/span';
import type { TextView } from '../text/view';
import { viewOf } from '../text/view';
import type { ShellInForce } from './shells';

/**
 * What a RUN (or a shell-form CMD or ENTRYPOINT) carries out:
 * - `shell`: a script for a POSIX shell.
 * - `exec`: words without a shell; `["sh", "-c", "…"]` holds a script that hangs on its one command.
 * - `foreign`: a text for another program, such as PowerShell or a heredoc with a shebang for Python.
 */
export type RunScript =
  | {
      readonly kind: 'shell';
      readonly script: ShellScript;
      readonly shell: ShellInForce;
      /** The heredoc whose body is the script. */
      readonly heredoc: Heredoc | undefined;
    }
  | { readonly kind: 'exec'; readonly script: ShellScript }
  | { readonly kind: 'foreign'; readonly program: string; readonly view: TextView };

/** The script of an instruction under a shell; undefined for instructions that run nothing. */
export function readScript(
  { text }: DockerfileTree,
  instruction: Instruction,
  shell: ShellInForce,
): RunScript | undefined {
  const { name, args, body } = instruction;
  if (name !== 'RUN' && name !== 'CMD' && name !== 'ENTRYPOINT') {
    return undefined;
  }
  if (args.form === 'json') {
    return { kind: 'exec', script: execScript(execWords(body), args.span) };
  }
  const only = soleHeredoc(instruction);
  const view = only ? heredocView(text, only) : commandView(text, instruction);
  // BuildKit looks for a shebang before it takes the tabs of `<<-` away.
  const raw = only ? text.slice(only.body.start, only.body.end) : '';
  const shebang = /^#![ \t]*(\S+)(?:[ \t]+(\S+))?/.exec(raw);
  if (shebang) {
    const path = /(^|\/)env$/.test(shebang[1]!) && shebang[2] ? shebang[2] : shebang[1]!;
    const program = path.slice(path.lastIndexOf('/') + 1);
    if (!/^(ba|da|a|k|mk|z)?sh$/.test(program)) {
      return { kind: 'foreign', program, view };
    }
    const errexit = /[ \t]-\w*e/.test(shebang[0]!);
    const own = { ...shell, name: program, isPosix: true, errexit, pipefail: false };
    return { kind: 'shell', script: parseScript(view), shell: own, heredoc: only };
  }
  return shell.isPosix
    ? { kind: 'shell', script: parseScript(view), shell, heredoc: only }
    : { kind: 'foreign', program: shell.name, view };
}

/** The words of a JSON array on a logical line, each with a view of its decoded text. */
function execWords(body: TextView): ExecWord[] {
  return (readJsonArray(body.text) ?? []).map(({ value, span }) => {
    const view = viewOfPieces(body, stringPieces(body.text, span));
    return { value: value ?? '', span: outerSpan(body, span), view };
  });
}

function outerSpan(body: TextView, { start, end }: Span): Span {
  const outer = viewOfPieces(body, [{ text: body.text.slice(start, end), at: start }]);
  const last = outer.runs.at(-1)!;
  return { start: outer.runs[0]!.origin, end: last.origin + last.length };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** The text of a JSON string: each escape stands for the last character that writes it. */
function stringPieces(text: string, { start, end }: Span): ViewPiece[] {
  const pieces: ViewPiece[] = [];
  for (const match of text.slice(start + 1, end - 1).matchAll(/\\u([0-9a-fA-F]{4})|\\([\s\S])|[^\\]+/g)) {
    const at = start + 1 + match.index;
    if (match[1] !== undefined) {
      pieces.push({ text: String.fromCharCode(Number.parseInt(match[1], 16)), at: at + 5 });
    } else if (match[2] !== undefined) {
      pieces.push({ text: escapes[match[2]] ?? match[2], at: at + 1 });
    } else {
      pieces.push({ text: match[0], at });
    }
  }
  return pieces;
}

/** The heredoc of a RUN that is nothing but one: its body is the script. */
function soleHeredoc({ name, heredocs, body }: Instruction): Heredoc | undefined {
  const [only] = heredocs;
  return name === 'RUN' && heredocs.length === 1 && /^\d*<<-?\s*(\S+|"[^"]*"|'[^']*')$/.test(body.text)
    ? only
    : undefined;
}

function heredocView(text: string, { body, chomp }: Heredoc): TextView {
  if (!chomp) {
    return viewOf(text, [body]);
  }
  const parts: Span[] = [];
  for (let at = body.start; at < body.end; ) {
    const lineBreak = text.indexOf('\n', at);
    const end = lineBreak === -1 ? body.end : Math.min(lineBreak + 1, body.end);
    let start = at;
    while (start < end && text[start] === '\t') {
      start++;
    }
    parts.push({ start, end });
    at = end;
  }
  return viewOf(text, parts);
}

/** The command line, with the bodies of its heredocs behind it as the shell gets them. */
function commandView(text: string, { body, heredocs }: Instruction): TextView {
  if (heredocs.length === 0) {
    return body;
  }
  const parts = body.runs.map(({ origin, length }) => ({ start: origin, end: origin + length }));
  let breakAt = heredocs[0]!.body.start - 1;
  for (const { body: lines, terminator } of heredocs) {
    parts.push(...(text[breakAt] === '\n' ? [{ start: breakAt, end: breakAt + 1 }] : []), lines);
    parts.push(...(terminator ? [terminator] : []));
    breakAt = terminator ? text.indexOf('\n', terminator.end) : -1;
  }
  return viewOf(text, parts);
}
