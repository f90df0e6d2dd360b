import type { Span } from '../text/span';
import { originOffset, originSpanOf, subView, type TextView } from '../text/view';
import { readArguments } from './arguments';
import { skipSeparators, skipSpaces, skipSpacesBack, skipWord } from './blanks';
import { readFlags } from './flags';
import { type InstructionInfo, instructionInfo } from './instructions';
import type { ProblemSink } from './problems';
import type { Arguments, Comment, Flag, Heredoc, Instruction } from './tree';

/** An instruction's joined line, taken apart. */
export interface InstructionLine {
  readonly info: InstructionInfo | undefined;
  readonly keyword: string;
  readonly keywordSpan: Span;
  /** The line without white space at its ends. */
  readonly logical: TextView;
  readonly flags: readonly Flag[];
  readonly body: TextView;
  readonly args: Arguments;
  /** What ONBUILD is followed by. */
  readonly trigger: InstructionLine | undefined;
}

const noComments: readonly Comment[] = [];
const noSpans: readonly Span[] = [];

/** ONBUILD in ONBUILD is refused; what is inside deeper than this is taken as plain text. */
const maxTriggers = 20;

/**
 * Takes a joined line apart: the keyword ends at the first separator, flags follow, the rest without white space at
 * its ends is the body, and ONBUILD's is a line again. An empty line gives an instruction with an empty keyword.
 */
export function readInstructionLine(
  line: TextView,
  escapeToken: string,
  emptyAt: number,
  report: ProblemSink,
  depth = 0,
): InstructionLine {
  const { text } = line;
  const start = skipSpaces(text, 0, text.length);
  const end = skipSpacesBack(text, start, text.length);
  const keywordEnd = skipWord(text, start, end);
  const logical = start === 0 && end === text.length ? line : subView(line, start, end);
  const keyword = text.slice(start, keywordEnd);
  const info = instructionInfo(keyword);
  const argumentsStart = skipSeparators(text, keywordEnd, end) - start;
  const { flags, end: flagsEnd } = readFlags(logical, argumentsStart, escapeToken);
  const { length } = logical.text;
  const bodyStart = skipSpaces(logical.text, flagsEnd, length);
  const body = subView(logical, bodyStart, skipSpacesBack(logical.text, bodyStart, length));
  const nested = info?.shape === 'instruction' && body.text !== '' && depth < maxTriggers;
  const trigger = nested ? readInstructionLine(body, escapeToken, originOffset(body, 0), report, depth + 1) : undefined;
  const keywordSpan = keywordEnd > start ? originSpanOf(line, start, keywordEnd) : { start: emptyAt, end: emptyAt };
  return {
    info,
    keyword: info?.name === keyword ? info.name : keyword,
    keywordSpan,
    logical,
    flags,
    body,
    args: readArguments(body, info, escapeToken, report),
    trigger,
  };
}

/** The instruction of a line, with what belongs to it beside the line; `trigger` instructions share its places. */
export function instructionOf(line: InstructionLine, around: Surroundings): Instruction {
  return {
    name: line.info?.name,
    keyword: line.keyword,
    keywordSpan: line.keywordSpan,
    span: { start: line.keywordSpan.start, end: around.end },
    firstLine: around.firstLine,
    lastLine: around.lastLine,
    logical: line.logical,
    flags: line.flags,
    body: line.body,
    args: line.args,
    heredocs: around.heredocs,
    trigger: line.trigger && instructionOf(line.trigger, { ...around, comments: noComments, emptyLines: noSpans }),
    comments: around.comments,
    emptyLines: around.emptyLines,
  };
}

export interface Surroundings {
  /** Offset behind the last line's content. */
  readonly end: number;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly heredocs: readonly Heredoc[];
  readonly comments: readonly Comment[];
  readonly emptyLines: readonly Span[];
}
