import type { Span } from '../text/span';
import { originOffset, subView, type TextView } from '../text/view';
import { readArguments } from './arguments';
import { skipSeparators, skipSpaces, skipSpacesBack, skipWord } from './blanks';
import { hasFlags, readFlags } from './flags';
import { instructionInfo } from './instructions';
import type { ProblemSink } from './problems';
import type { Arguments, Comment, Flag, Heredoc, Instruction, InstructionName } from './tree';

const noFlags: readonly Flag[] = [];
const noComments: readonly Comment[] = [];
const noHeredocs: readonly Heredoc[] = [];
const noSpans: readonly Span[] = [];

/** ONBUILD in ONBUILD is refused; what is inside deeper than this is taken as plain text. */
const maxTriggers = 20;

/**
 * Takes a joined line apart: the keyword ends at the first separator, flags follow, the rest without white space at
 * its ends is the body, and ONBUILD's is a line again. An empty line gives an instruction with an empty keyword.
 * What stands around the line is told by `surround`.
 */
export function readInstructionLine(
  line: TextView,
  escapeToken: string,
  emptyAt: number,
  report: ProblemSink,
  depth = 0,
): LineInstruction {
  const { text } = line;
  const start = skipSpaces(text, 0, text.length);
  const end = skipSpacesBack(text, start, text.length);
  const keywordEnd = skipWord(text, start, end);
  const logical = start === 0 && end === text.length ? line : subView(line, start, end);
  const keyword = text.slice(start, keywordEnd);
  const info = instructionInfo(keyword);
  const argumentsStart = skipSeparators(text, keywordEnd, end) - start;
  const { length } = logical.text;
  const list = hasFlags(logical.text, argumentsStart) ? readFlags(logical, argumentsStart, escapeToken) : undefined;
  const bodyStart = skipSpaces(logical.text, list?.end ?? argumentsStart, length);
  const body = subView(logical, bodyStart, skipSpacesBack(logical.text, bodyStart, length));
  const nested = info?.shape === 'instruction' && body.text !== '' && depth < maxTriggers;
  const trigger = nested ? readInstructionLine(body, escapeToken, originOffset(body, 0), report, depth + 1) : undefined;
  const hasKeyword = keywordEnd > start;
  const keywordStart = hasKeyword ? originOffset(line, start) : emptyAt;
  return new LineInstruction(
    info?.name,
    info?.name === keyword ? info.name : keyword,
    keywordStart,
    hasKeyword ? originOffset(line, keywordEnd, 'end') : emptyAt,
    logical,
    list?.flags ?? noFlags,
    body,
    readArguments(body, info, escapeToken, report),
    trigger,
  );
}

/** What belongs to an instruction beside its joined line. */
export interface Surroundings {
  /** Offset behind the last line's content. */
  readonly end: number;
  /** 0-based, both inclusive. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly heredocs: readonly Heredoc[];
  readonly comments: readonly Comment[];
  readonly emptyLines: readonly Span[];
}

/** An instruction as its line tells it. A class for the sake of memory: it is made once and filled in, and its spans are made when asked for. */
export class LineInstruction implements Instruction {
  firstLine = 0;
  lastLine = 0;
  heredocs = noHeredocs;
  comments = noComments;
  emptyLines = noSpans;
  private lastOffset = 0;
  private keywordPlace: Span | undefined;
  private place: Span | undefined;

  constructor(
    readonly name: InstructionName | undefined,
    readonly keyword: string,
    private readonly keywordStart: number,
    private readonly keywordEnd: number,
    /** The line without white space at its ends. */
    readonly logical: TextView,
    readonly flags: readonly Flag[],
    readonly body: TextView,
    readonly args: Arguments,
    /** What ONBUILD is followed by. */
    readonly trigger: LineInstruction | undefined,
  ) {}

  get keywordSpan(): Span {
    this.keywordPlace ??= { start: this.keywordStart, end: this.keywordEnd };
    return this.keywordPlace;
  }

  get span(): Span {
    this.place ??= { start: this.keywordStart, end: this.lastOffset };
    return this.place;
  }

  /** Tells what stands around the line; a `trigger` shares its places and its heredocs. */
  surround(around: Surroundings): void {
    this.lastOffset = around.end;
    this.place = undefined;
    this.firstLine = around.firstLine;
    this.lastLine = around.lastLine;
    this.heredocs = around.heredocs;
    this.comments = around.comments;
    this.emptyLines = around.emptyLines;
    this.trigger?.surround({ ...around, comments: noComments, emptyLines: noSpans });
  }
}
