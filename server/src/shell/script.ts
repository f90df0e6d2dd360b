import type { Span } from '../text/span';
import type { TextView } from '../text/view';

/**
 * A POSIX or Bash script as the shell sees it. Every span is in offsets of the file that the view leads back to;
 * a piece of the script that spans several lines of a Dockerfile covers what stands between them as well.
 */
export interface ShellScript {
  readonly view: TextView;
  readonly body: ShellList;
  /** What the shell would stumble over, as far as it could be read. */
  readonly problems: readonly ShellProblem[];
}

export interface ShellProblem {
  readonly message: string;
  readonly span: Span;
}

export type ShellNode =
  | ShellCommand
  | ShellAndOr
  | ShellPipeline
  | ShellGroup
  | ShellIf
  | ShellLoop
  | ShellCase
  | ShellTest
  | ShellFunction;

interface NodeBase {
  readonly span: Span;
  readonly redirections: readonly ShellRedirection[];
}

/** Statements one after another, separated by `;`, `&` or line breaks. */
export interface ShellList {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly ShellStatement[];
}

export interface ShellStatement {
  readonly node: ShellNode;
  /** True behind a single `&`. */
  readonly background: boolean;
}

/** A simple command. Assignments alone make a command without words. */
export interface ShellCommand extends NodeBase {
  readonly kind: 'command';
  readonly assignments: readonly ShellAssignment[];
  /** As written, the name first. The operands of `export` and the like are words too. */
  readonly words: readonly ShellWord[];
  /** What really runs, behind `sudo`, `env` and other wrappers; undefined when there are no words. */
  readonly program: ShellProgram | undefined;
}

/** The program that a simple command ends up running. */
export interface ShellProgram {
  /** The last component of the command word, undefined when it is only known at run time. */
  readonly name: string | undefined;
  readonly word: ShellWord;
  readonly args: readonly ShellWord[];
  /** Variables set for this program alone, by prefix or by `env`. */
  readonly assignments: readonly ShellAssignment[];
  /** The wrappers in front of it, outermost first: `sudo`, `env`, `xargs` … */
  readonly wrappers: readonly string[];
  /** The user that `sudo -u`, `su`, `gosu` and the like name. */
  readonly user: ShellWord | undefined;
  /** The script that a shell is given by `-c` or a heredoc, or that `eval` or `trap` is given. */
  readonly embedded: EmbeddedScript | undefined;
}

export interface EmbeddedScript {
  readonly script: ShellScript;
  /** Option letters given to that shell, for example `eux`. */
  readonly flags: string;
  /** Long options given by `-o`, for example `pipefail`. */
  readonly options: readonly string[];
  /** True for `eval` and `trap`, which run it in the same shell. */
  readonly sameShell: boolean;
  /** True when the outer shell expands variables in it before the inner one reads it: double quotes, plain heredocs. */
  readonly expandedOutside: boolean;
  /** The interpreter's name (`sh`, `bash` …), undefined for `eval` and `trap`. */
  readonly shell: string | undefined;
}

/** Commands joined by `&&` and `||`, evaluated from left to right. */
export interface ShellAndOr extends NodeBase {
  readonly kind: 'andOr';
  readonly nodes: readonly ShellNode[];
  /** One fewer than nodes. */
  readonly operators: readonly ('&&' | '||')[];
}

/** `a | b`; also a single node behind `!`. */
export interface ShellPipeline extends NodeBase {
  readonly kind: 'pipeline';
  readonly negated: boolean;
  readonly nodes: readonly ShellNode[];
}

/** `( … )` runs in a subshell, `{ …; }` in the same shell. */
export interface ShellGroup extends NodeBase {
  readonly kind: 'group';
  readonly subshell: boolean;
  readonly body: ShellList;
}

export interface ShellIf extends NodeBase {
  readonly kind: 'if';
  readonly branches: readonly { readonly condition: ShellList; readonly body: ShellList }[];
  readonly otherwise: ShellList | undefined;
}

export interface ShellLoop extends NodeBase {
  readonly kind: 'loop';
  readonly loop: 'for' | 'while' | 'until';
  /** The variable of a `for`. */
  readonly variable: string | undefined;
  /** The words of `for … in`; undefined for `for x` over the parameters, for `while` and for `until`. */
  readonly words: readonly ShellWord[] | undefined;
  readonly condition: ShellList | undefined;
  /** What `for ((…; …; …))` works out at first, before each round and behind it. */
  readonly counter?: { readonly start: string; readonly test: string; readonly step: string };
  readonly body: ShellList;
}

export interface ShellCase extends NodeBase {
  readonly kind: 'case';
  readonly word: ShellWord;
  readonly items: readonly ShellCaseItem[];
}

export interface ShellCaseItem {
  readonly patterns: readonly ShellWord[];
  readonly body: ShellList;
  /** True behind `;&`, which goes on with the next body. */
  readonly fallsThrough: boolean;
  /** True behind `;;&`, which goes on with the next patterns. */
  readonly looksOn: boolean;
}

/** `[[ … ]]`, or `(( … ))` with the text of a calculation in place of an expression. */
export interface ShellTest extends NodeBase {
  readonly kind: 'test';
  readonly expression: TestExpression | undefined;
  readonly calculation?: string;
}

export type TestExpression =
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: ShellWord }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: ShellWord; readonly right: ShellWord }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly TestExpression[] }
  | { readonly kind: 'not'; readonly operand: TestExpression };

export interface ShellFunction extends NodeBase {
  readonly kind: 'function';
  readonly name: string;
  readonly body: ShellNode;
}

export interface ShellAssignment {
  readonly name: string;
  readonly value: ShellWord;
  readonly span: Span;
  /** True for `+=`. */
  readonly append: boolean;
  /** The words between the parentheses of an array. */
  readonly elements?: readonly ShellWord[];
}

export interface ShellRedirection {
  /** The operator, such as `>` or `>>`; `<<` and `<<-` for heredocs. */
  readonly operator: string;
  /** The descriptor in front of the operator, undefined when none is written. */
  readonly descriptor: number | undefined;
  /** The target, undefined for heredocs. */
  readonly target: ShellWord | undefined;
  readonly heredoc: ShellHeredoc | undefined;
  readonly span: Span;
}

export interface ShellHeredoc {
  readonly delimiter: string;
  /** True when the delimiter was quoted, so that nothing in the body is expanded. */
  readonly quoted: boolean;
  readonly text: string;
  readonly span: Span;
}

/** One word as written, with what the shell makes of it. */
export interface ShellWord {
  /** As written, without Dockerfile continuations. */
  readonly text: string;
  readonly span: Span;
  /**
   * The word after quote removal when nothing in it depends on the time of running, else undefined.
   * Unquoted globs and braces are kept as written.
   */
  readonly value: string | undefined;
  readonly parts: readonly WordPart[];
}

export type WordPart =
  /** Text after quote removal. */
  | { readonly kind: 'literal'; readonly text: string; readonly quoted: boolean }
  /** An unquoted pattern such as `*`, `?`, `[a-z]` or `@(a|b)`. */
  | { readonly kind: 'glob'; readonly text: string }
  /** `{a,b}` or `{1..3}`, which only some shells expand. */
  | { readonly kind: 'brace'; readonly text: string; readonly alternatives: readonly (readonly WordPart[])[] }
  | VariablePart
  | { readonly kind: 'substitution'; readonly text: string; readonly quoted: boolean; readonly body: ShellList }
  /** `<(…)`, which stands for a file that holds what the commands print. */
  | { readonly kind: 'process'; readonly text: string; readonly quoted: boolean; readonly body: ShellList }
  /** `$((…))`, with the text between the parentheses. */
  | { readonly kind: 'arithmetic'; readonly text: string; readonly quoted: boolean; readonly calculation: string }
  /** What else has no value that can be read off. */
  | { readonly kind: 'other'; readonly text: string; readonly quoted: boolean };

export interface VariablePart {
  readonly kind: 'variable';
  readonly name: string;
  readonly text: string;
  readonly quoted: boolean;
  /**
   * The operator behind the name, such as `:-`, `%%` or `//`; `[@]` for all of an array, `[@]:` for
   * some in a row, `[]` for one of its elements,
   * `!` for the variable that this one names, `length` for `${#name}`, undefined for a plain `$name`; `unknown` for others.
   */
  readonly operator: string | undefined;
  /** What follows the operator; for replacements the pattern, for elements the index, for parts the offset. */
  readonly operand: ShellWord | undefined;
  /** The new text of a replacement, the length of a part. */
  readonly replacement: ShellWord | undefined;
}
