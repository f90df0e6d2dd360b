import { indexLines, type LineIndex } from '../text/lines';
import { skipSpaces } from './blanks';
import { checkInstructions } from './checks/file';
import { checkDirective, readDirective } from './directives';
import { checkOptionsOf } from './frontend';
import { heredocMarkers, noMarkers, readHeredocBodies } from './heredocs';
import { type LineInstruction, readInstructionLine } from './instruction';
import { instructionInfo } from './instructions';
import { emptyLogicalLine, type LogicalLine, readLogicalLine } from './logicalLines';
import type { Problem, ProblemSink } from './problems';
import { contentEnd, isTooLong, maxLineBytes, type SourceLines, sourceLines } from './sourceLines';
import { tokensOf } from './tokens';
import type { Comment, Directive, DockerfileTree, Heredoc, Instruction, Token } from './tree';

/**
 * Parses a Dockerfile by the rules of BuildKit v0.34. Any text gives a tree; everything that BuildKit would refuse
 * and that the file itself shows is in its problems, not only the first one. Takes time linear in the text's length.
 */
export function parseDockerfile(text: string): DockerfileTree {
  const lines = indexLines(text);
  const state = startState(sourceLines(text, lines));
  let line = 0;
  while (line < state.lines.count) {
    line = readFrom(state, line);
  }
  checkWholeFile(state);
  checkInstructions(state.instructions, state.broken, text, state.escape, state.report);
  state.problems.sort((a, b) => a.span.start - b.span.start);
  const { directives, comments, instructions, problems } = state;
  return new ParsedTree(text, lines, state.escape, directives, comments, instructions, problems);
}

/**
 * Tokens are only made when somebody asks for them; most uses of a tree need none. A class, because objects with a
 * getter of their own each look different to the engine that runs this, which then looks every property up anew.
 */
class ParsedTree implements DockerfileTree {
  readonly escape: DockerfileTree['escape'];
  private made: readonly Token[] | undefined;

  constructor(
    readonly text: string,
    readonly lines: LineIndex,
    escapeToken: DockerfileTree['escape'],
    readonly directives: readonly Directive[],
    readonly comments: readonly Comment[],
    readonly instructions: readonly Instruction[],
    readonly problems: readonly Problem[],
  ) {
    this.escape = escapeToken;
  }

  get tokens(): readonly Token[] {
    this.made ??= tokensOf(this);
    return this.made;
  }
}

const noComments: readonly Comment[] = [];
const noHeredocs: readonly Heredoc[] = [];

interface State {
  readonly lines: SourceLines;
  /** The logical line being read. */
  readonly logical: LogicalLine;
  readonly directives: Directive[];
  readonly comments: Comment[];
  readonly instructions: Instruction[];
  /** Those with a problem of shape. */
  readonly broken: Set<Instruction>;
  readonly problems: Problem[];
  readonly report: ProblemSink;
  escape: '\\' | '`';
  /** True while directives may still come. */
  atDirectives: boolean;
  /** Comments since the last instruction, as far as BuildKit attaches them to the next one. */
  pending: Comment[];
}

function startState(lines: SourceLines): State {
  const problems: Problem[] = [];
  return {
    lines,
    logical: emptyLogicalLine(),
    directives: [],
    comments: [],
    instructions: [],
    broken: new Set(),
    problems,
    report: (code, phase, span, message) => problems.push({ code, message, span, phase }),
    escape: '\\',
    atDirectives: true,
    pending: [],
  };
}

/** Reads a blank line, a comment, a directive or an instruction; gives the line behind it. */
function readFrom(state: State, line: number): number {
  const { lines } = state;
  const { text } = lines;
  let start = lines.starts[line]!;
  if (line === 0 && text.charCodeAt(0) === 0xfeff) {
    start = 1;
  }
  const end = Math.max(contentEnd(lines, line), start);
  const visible = skipSpaces(text, start, end);
  if (visible === end) {
    state.atDirectives = false;
    return line + 1;
  }
  if (text.charCodeAt(visible) !== 0x23) {
    state.atDirectives = false;
    return readInstruction(state, line, visible);
  }
  const directive = state.atDirectives ? readDirective(text, visible, end) : undefined;
  if (directive) {
    if (checkDirective(directive, state.directives, state.report) && directive.name === 'escape') {
      state.escape = directive.value === '`' ? '`' : '\\';
    }
    state.directives.push(directive);
  } else {
    state.atDirectives = false;
    const comment = { span: { start: visible, end }, text: text.slice(visible + 1, end), line, inside: false };
    state.comments.push(comment);
    attach(state, comment, visible > start);
  }
  return line + 1;
}

/** A comment goes with the next instruction; an empty one that is not indented drops those before it. */
function attach(state: State, comment: Comment, indented: boolean): void {
  const { text } = state.lines;
  if (!indented && skipSpaces(text, comment.span.start + 1, comment.span.end) === comment.span.end) {
    state.pending = [];
  } else {
    state.pending.push(comment);
  }
}

function readInstruction(state: State, firstLine: number, start: number): number {
  const { lines, report } = state;
  const { logical } = state;
  readLogicalLine(lines, firstLine, start, state.escape, logical);
  const { joined } = logical;
  const problemsBefore = state.problems.length;
  const instruction = readInstructionLine(joined, state.escape, start, report);
  const isBroken = state.problems.length > problemsBefore;
  const markers = takesHeredocs(instruction) ? heredocMarkers(joined, report) : noMarkers;
  const bodies = markers.length > 0 ? readHeredocBodies(lines, logical.lastLine, markers, report) : undefined;
  const lastLine = bodies?.lastLine ?? logical.lastLine;
  for (const comment of logical.comments) {
    state.comments.push(comment);
  }
  instruction.surround({
    end: contentEnd(lines, lastLine),
    firstLine,
    lastLine,
    heredocs: bodies?.heredocs ?? noHeredocs,
    comments: state.pending.length > 0 ? state.pending : noComments,
    emptyLines: logical.emptyLines,
  });
  state.instructions.push(instruction);
  if (isBroken) {
    state.broken.add(instruction);
  }
  if (state.pending.length > 0) {
    state.pending = [];
  }
  return lastLine + 1;
}

/** Heredocs belong to ADD, COPY and RUN that are not in JSON form, directly or as what ONBUILD triggers. */
function takesHeredocs({ name, args, trigger }: LineInstruction): boolean {
  if (name === 'ONBUILD') {
    return trigger?.name !== undefined && trigger.name !== 'ONBUILD' && takesHeredocs(trigger);
  }
  return name !== undefined && args.form !== 'json' && instructionInfo(name)!.heredocs;
}

/** What concerns no single instruction: lines too long, and nothing to build. */
function checkWholeFile(state: State): void {
  const { lines, instructions, report } = state;
  const { text } = lines;
  for (let line = 0; line < lines.count; line++) {
    if (isTooLong(lines, line)) {
      const span = { start: lines.starts[line]!, end: contentEnd(lines, line) };
      const message = `This line has more than the ${maxLineBytes} bytes that BuildKit reads; break it into several.`;
      report('line-too-long', 'parse', span, message);
    }
  }
  const options = checkOptionsOf({ text, lines: { starts: lines.starts, length: text.length } });
  if (options?.problem) {
    report('invalid-check-option', 'parse', options.problem.span, options.problem.message);
  }
  if (text === '') {
    report('empty-file', 'parse', { start: 0, end: 0 }, 'A Dockerfile cannot be empty; begin with FROM.');
  } else if (instructions.length === 0) {
    const last = lines.count - 1;
    const span = { start: lines.starts[last]!, end: contentEnd(lines, last) };
    report('no-instructions', 'parse', span, 'This Dockerfile has no instructions; begin with FROM.');
  }
}
