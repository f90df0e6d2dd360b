import type { LineIndex } from '../text/lines';
import type { Span } from '../text/span';
import type { TextView } from '../text/view';
import type { Problem } from './problems';

/**
 * A parsed Dockerfile. Parsing never fails: what BuildKit would refuse is in `problems`, and every
 * UTF-16 unit of the text is in exactly one token. Offsets are UTF-16 units in `text`; lines are 0-based.
 */
export interface DockerfileTree {
  readonly text: string;
  readonly lines: LineIndex;
  /** The character that continues lines and escapes: `\` unless the `escape` directive says otherwise. */
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  /** Every comment line outside heredocs that is no directive, also those inside continued instructions. */
  readonly comments: readonly Comment[];
  readonly instructions: readonly Instruction[];
  readonly problems: readonly Problem[];
  /** Covers the text from 0 to its end without gaps or overlaps. Made when it is asked for the first time. */
  readonly tokens: readonly Token[];
}

/** A parser directive: a known name at the very top of the file. One that BuildKit refuses is here too, with a problem. */
export interface Directive {
  readonly name: 'syntax' | 'escape' | 'check';
  /** The whole rest of the line, trimmed as BuildKit does. */
  readonly value: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly valueSpan: Span;
}

export interface Comment {
  /** From the `#` to the end of the line, without its line break. */
  readonly span: Span;
  /** What follows the `#`, as written. */
  readonly text: string;
  /** 0-based. */
  readonly line: number;
  /** True when the comment stands between the lines of a continued instruction. */
  readonly inside: boolean;
}

/** The 18 instructions of a Dockerfile, upper case. */
export type InstructionName =
  | 'ADD'
  | 'ARG'
  | 'CMD'
  | 'COPY'
  | 'ENTRYPOINT'
  | 'ENV'
  | 'EXPOSE'
  | 'FROM'
  | 'HEALTHCHECK'
  | 'LABEL'
  | 'MAINTAINER'
  | 'ONBUILD'
  | 'RUN'
  | 'SHELL'
  | 'STOPSIGNAL'
  | 'USER'
  | 'VOLUME'
  | 'WORKDIR';

export interface Instruction {
  /** The instruction in upper case, undefined when BuildKit does not know the keyword. */
  readonly name: InstructionName | undefined;
  /** The keyword as written, with continuations inside it removed; may be empty. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  /** From the keyword to the end of the last line (without its line break), heredocs included. */
  readonly span: Span;
  /** 0-based, both inclusive; the last one includes heredoc ends and skipped comment or blank lines as BuildKit counts them. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** The logical line: keyword and arguments after joining, trimmed. Heredoc bodies are not in it. */
  readonly logical: TextView;
  readonly flags: readonly Flag[];
  /** What follows keyword and flags on the logical line, trimmed; its origin offsets lead back to the file. */
  readonly body: TextView;
  readonly args: Arguments;
  /** In the order of appearance. */
  readonly heredocs: readonly Heredoc[];
  /** The instruction inside an ONBUILD; its spans are offsets in the same file. */
  readonly trigger: Instruction | undefined;
  /** Comments directly above that BuildKit attaches to the instruction. */
  readonly comments: readonly Comment[];
  /** Whitespace-only lines inside the continued instruction (not in heredocs). */
  readonly emptyLines: readonly Span[];
}

/**
 * The arguments in the shape that BuildKit takes them in:
 * - `none`: nothing follows the keyword and flags.
 * - `json`: a JSON array of strings (RUN, CMD, ENTRYPOINT, SHELL, ADD, COPY, VOLUME).
 * - `text`: the rest verbatim (RUN, CMD and ENTRYPOINT in shell form; MAINTAINER, USER, WORKDIR, STOPSIGNAL; an unknown instruction; an ONBUILD's inner text).
 * - `words`: split at blanks (FROM, ADD, COPY, VOLUME, EXPOSE; SHELL that is no JSON).
 * - `pairs`: `key=value` words (ENV, LABEL, ARG), or one legacy `key value`.
 * - `healthcheck`: the type and its command.
 */
export type Arguments =
  | { readonly form: 'none' }
  | { readonly form: 'json'; readonly strings: readonly JsonString[]; readonly span: Span }
  | { readonly form: 'text'; readonly word: Word }
  | { readonly form: 'words'; readonly words: readonly Word[] }
  | { readonly form: 'pairs'; readonly legacy: boolean; readonly pairs: readonly Pair[] }
  | { readonly form: 'healthcheck'; readonly type: Word; readonly command: Arguments };

/** A piece of a logical line. `text` is as written with continuations removed (quotes and escapes kept). */
export interface Word {
  readonly text: string;
  /** Made anew each time it is asked for, as is `view`. */
  readonly span: Span;
  /** Maps offsets in `text` to the file. */
  readonly view: TextView;
}

export interface JsonString {
  /** The decoded value. */
  readonly value: string;
  /** With the quotes. */
  readonly span: Span;
}

export interface Pair {
  readonly key: Word;
  /** Undefined for `ARG name`, and where the value is missing. An empty value (`a=`) is a word of length 0. */
  readonly value: Word | undefined;
}

/** Its spans and words are made anew each time they are asked for. */
export interface Flag {
  /** Without the dashes, as written. */
  readonly name: string;
  /** The value after quote and escape removal; undefined when there is no `=`. */
  readonly value: string | undefined;
  /** The whole word with its dashes. */
  readonly span: Span;
  readonly nameSpan: Span;
  readonly valueSpan: Span | undefined;
  /** The value as written (quotes and escapes kept), undefined when there is no `=`. */
  readonly valueWord: Word | undefined;
  /** The whole word as written, dashes included. */
  readonly word: Word;
}

export interface Heredoc {
  /** The delimiter without quotes. */
  readonly name: string;
  /** False when the delimiter was quoted. */
  readonly expand: boolean;
  /** True for `<<-`. */
  readonly chomp: boolean;
  /** The file descriptor in front of `<<`, 0 when none is written. */
  readonly fd: number;
  /** The whole `<<EOF` word on the instruction's line. */
  readonly marker: Span;
  /** The delimiter as written, quotes included. */
  readonly nameSpan: Span;
  /** The lines of the body with their line breaks, raw. */
  readonly body: Span;
  /** The closing delimiter without the tabs before it, undefined when the file ends first. */
  readonly terminator: Span | undefined;
}

/** What a token is; `whitespace`, `lineBreak`, `continuation`, `comment` and `emptyLine` carry no meaning for BuildKit. */
export type TokenKind =
  | 'bom'
  | 'directive'
  | 'comment'
  | 'emptyLine'
  | 'lineBreak'
  | 'whitespace'
  | 'continuation'
  | 'keyword'
  | 'flag'
  | 'argument'
  | 'heredocBody'
  | 'heredocEnd';

export interface Token {
  readonly kind: TokenKind;
  readonly span: Span;
}
