import type { Span } from '../text/span';
import { originSpan } from '../text/view';
import { skipSpaces, trimSpaces } from './blanks';
import { continuationMark } from './logicalLines';
import { contentEnd, lineEnd, type SourceLines, sourceLines } from './sourceLines';
import type { DockerfileTree, Instruction, Token, TokenKind } from './tree';

type Tokenless = Omit<DockerfileTree, 'tokens'>;

interface State {
  readonly tree: Tokenless;
  readonly lines: SourceLines;
  readonly tokens: Token[];
  nextInstruction: number;
  nextComment: number;
}

/** A part of an instruction in the file, with the kind of its tokens. */
interface Part {
  readonly kind: TokenKind;
  readonly span: Span;
}

/** The tokens of a parsed file: each unit of the text is in exactly one of them. Takes time linear in the text's length. */
export function tokensOf(tree: Tokenless): Token[] {
  const lines = sourceLines(tree.text, tree.lines);
  const state: State = { tree, lines, tokens: [], nextInstruction: 0, nextComment: 0 };
  let line = 0;
  while (line < lines.count) {
    const instruction = tree.instructions[state.nextInstruction];
    if (instruction?.firstLine === line) {
      state.nextInstruction++;
      addInstruction(state, instruction);
      line = instruction.lastLine + 1;
    } else {
      addPlainLine(state, line);
      line++;
    }
  }
  return state.tokens;
}

/** Where a line begins behind the byte order mark, which gets a token of its own. */
function lineStart({ tree, lines, tokens }: State, line: number): number {
  const hasMark = line === 0 && tree.text.charCodeAt(0) === 0xfeff;
  add(tokens, 'bom', 0, hasMark ? 1 : 0);
  return hasMark ? 1 : lines.starts[line]!;
}

/** A blank line, a comment or a directive. */
function addPlainLine(state: State, line: number): void {
  const { tree, lines, tokens } = state;
  const start = lineStart(state, line);
  const end = Math.max(contentEnd(lines, line), start);
  const visible = skipSpaces(tree.text, start, end);
  if (visible === end) {
    add(tokens, 'emptyLine', start, lineEnd(lines, line));
    return;
  }
  const isComment = tree.comments[state.nextComment]?.line === line;
  state.nextComment += isComment ? 1 : 0;
  add(tokens, 'whitespace', start, visible);
  add(tokens, isComment ? 'comment' : 'directive', visible, end);
  add(tokens, 'lineBreak', end, lineEnd(lines, line));
}

function addInstruction(state: State, instruction: Instruction): void {
  const { tree, lines, tokens } = state;
  const { heredocs, firstLine, lastLine } = instruction;
  const parts = partsOf(instruction);
  const bodyStart = heredocs[0]?.body.start ?? Number.POSITIVE_INFINITY;
  let part = 0;
  let line = firstLine;
  for (; line <= lastLine && lines.starts[line]! < bodyStart; line++) {
    const start = line === firstLine ? lineStart(state, line) : lines.starts[line]!;
    const end = contentEnd(lines, line);
    const visible = skipSpaces(tree.text, start, end);
    if (line > firstLine && (visible === end || tree.comments[state.nextComment]?.line === line)) {
      addPlainLine(state, line);
      continue;
    }
    const from = line === firstLine ? visible : start;
    add(tokens, 'whitespace', start, from);
    const mark = continuationMark(tree.text, from, end, tree.escape);
    const to = mark === -1 ? end : mark;
    part = addContent(state, from, to, parts, part);
    add(tokens, 'continuation', to, end);
    add(tokens, 'lineBreak', end, lineEnd(lines, line));
  }
  for (const { body, terminator } of heredocs) {
    add(tokens, 'heredocBody', body.start, body.end);
    if (terminator) {
      add(tokens, 'whitespace', body.end, terminator.start);
      add(tokens, 'heredocEnd', terminator.start, terminator.end);
      const lineBreak = tree.text.indexOf('\n', terminator.end);
      add(tokens, 'lineBreak', terminator.end, lineBreak === -1 ? tree.text.length : lineBreak + 1);
    }
  }
}

/** Keyword, flags and body in file order; what ONBUILD triggers in the place of its body. */
function partsOf({ keywordSpan, flags, body, trigger }: Instruction): Part[] {
  const parts: Part[] = [{ kind: 'keyword', span: keywordSpan }];
  for (const flag of flags) {
    parts.push({ kind: 'flag', span: flag.span });
  }
  if (trigger) {
    parts.push(...partsOf(trigger));
  } else if (body.text !== '') {
    parts.push({ kind: 'argument', span: originSpan(body, { start: 0, end: body.text.length }) });
  }
  return parts;
}

/** Adds a piece of an instruction's text; gives the index of the first part that may go on behind it. */
function addContent(
  { tree, tokens }: State,
  start: number,
  end: number,
  parts: readonly Part[],
  first: number,
): number {
  let index = first;
  let at = start;
  while (at < end) {
    while (index < parts.length && parts[index]!.span.end <= at) {
      index++;
    }
    const part = parts[index];
    const inside = part !== undefined && part.span.start <= at;
    const to = Math.min(end, inside ? part.span.end : (part?.span.start ?? end));
    // Between the parts there is white space, or a `--` that ends the flags.
    const kind = inside ? part.kind : 'flag';
    const inner = trimSpaces(tree.text, at, to);
    add(tokens, 'whitespace', at, inner.start);
    add(tokens, kind, inner.start, inner.end);
    add(tokens, 'whitespace', inner.end, to);
    at = to;
  }
  return index;
}

function add(tokens: Token[], kind: TokenKind, start: number, end: number): void {
  if (end > start) {
    tokens.push({ kind, span: { start, end } });
  }
}
