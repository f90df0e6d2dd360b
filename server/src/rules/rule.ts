import type { DecodeProblem } from '../dockerfile/decode';
import type { Problem } from '../dockerfile/problems';
import type { DockerfileTree } from '../dockerfile/tree';
import type { SurveyedContext } from '../model/contextSurvey';
import type { DockerfileModel } from '../model/model';
import type { TextEdit } from '../text/edit';
import type { Span } from '../text/span';
import type { SuppressionIndex } from './engine/suppressionIndex';

/** How bad a finding is, worst first. A rule can also be switched `off` by configuration. */
export type Severity = 'error' | 'warning' | 'info' | 'hint';

/**
 * What a rule is about:
 * - `build`: BuildKit would refuse the file.
 * - `correctness`: it builds, but not what the author means.
 * - `size`: over 50 kB of residue stay in a layer.
 * - `cache`: slower builds. `security`. `reproducibility`. `style`. `deprecated`.
 */
export type Category =
  | 'build'
  | 'correctness'
  | 'size'
  | 'cache'
  | 'security'
  | 'reproducibility'
  | 'style'
  | 'deprecated';

/** The contract of a rule: one file, from which settings, pages, tables and tests are derived. */
export interface Rule {
  /** Kebab-case; reads as the thing complained about. */
  readonly id: string;
  /** A short title, sentence case, without a full stop. */
  readonly title: string;
  /** Codes under which others know this very complaint, such as `DL3009` or `MaintainerDeprecated`. */
  readonly aliases: readonly string[];
  readonly category: Category;
  /** Categories that single findings can have instead, where the same complaint weighs less or more. */
  readonly otherCategories?: readonly Category[];
  readonly severity: Severity;
  /** False for a rule that is off in the recommended profile. */
  readonly recommended: boolean;
  /** The version of Strata that brought the rule. */
  readonly since: string;
  readonly fix: FixKind;
  /** One paragraph of Markdown: why it matters. */
  readonly why: string;
  /** Markdown: where this differs from the tools whose codes are aliases, and why. */
  readonly differs?: string;
  readonly examples: readonly Example[];
  /** Addresses of documentation that backs the rule. */
  readonly references: readonly string[];
  readonly options?: Readonly<Record<string, OptionSchema>>;
  /** Message templates by id; `{name}` stands for a parameter. */
  readonly messages: Readonly<Record<string, string>>;
  /** Codes of the parser's problems that this rule answers for; `unclaimed` means those that no rule names. */
  readonly problems?: readonly string[] | 'unclaimed';
  /**
   * For a rule that hands on what another program says: what all codes of that program look like. Its findings go by
   * these codes. It runs when the rules of our own are done, and what one of them has said by the same code at the
   * same words is left out.
   */
  readonly foreignCodes?: RegExp;
  /** Rules that tell the same cause at the same words, and more of it: where one of them does, this one is silent. */
  readonly yieldsTo?: readonly string[];
  /** The facts without which the rule is not run, so that nothing is said of suppressions of its findings either. */
  readonly needs?: readonly (keyof Facts)[];
  /** True for a rule about suppressions: it runs when all others are done and it is known which suppressions had work. */
  readonly afterOthers?: boolean;
  /** Reports every finding. Pure and synchronous; may throw only by mistake, which costs that rule's answer alone. */
  check(context: RuleContext): void;
}

/** `safe` fixes keep the meaning and join "fix all"; `suggestion` needs a look; `none`. */
export type FixKind = 'none' | 'safe' | 'suggestion';

/** An option of a rule as a fragment of JSON schema. */
export interface OptionSchema {
  readonly type: 'string' | 'boolean' | 'number' | 'array' | 'object';
  readonly enum?: readonly string[];
  /** For `array`. */
  readonly items?: StringSchema;
  /** For `object`, whose names are free. */
  readonly additionalProperties?: StringSchema;
  readonly default: unknown;
  readonly description: string;
}

interface StringSchema {
  readonly type: 'string';
  readonly enum?: readonly string[];
}

/**
 * An example is a test and documentation at once. In `wrong`, `«…»` marks the exact spans of the findings.
 * `right` must be clean for all recommended rules; `fixed` is the text after the rule's preferred fixes.
 */
export interface Example {
  readonly wrong: string;
  readonly right?: string;
  readonly fixed?: string;
  /** The rule's options for this example. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** What the host knows in this example beyond the text. */
  readonly facts?: Facts;
  /** One sentence that introduces the example, where it needs one. */
  readonly note?: string;
}

/**
 * What a host knows beyond the text. Every fact is optional: a rule that needs one stays silent without it,
 * and facts that take time to collect come in a later run over the same text.
 */
export interface Facts {
  /** The first bytes of the file that are no UTF-8. Such a file is never written, because its bytes would change. */
  readonly undecodable?: DecodeProblem;
  /** The ignore file of the build context: its name to tell the user, its text, and its folder as the host names it. */
  readonly ignoreFile?: { readonly name: string; readonly text: string; readonly folder?: string };
  /** The build context as far as the file takes something from there. */
  readonly context?: SurveyedContext;
  /** What ShellCheck says of the scripts in the file. */
  readonly shellCheck?: readonly ShellCheckRemark[];
  /** Facts of which only a part is known so far, so that nothing follows from what is missing in them. */
  readonly unfinished?: readonly (keyof Facts)[];
}

/** One remark of ShellCheck, its places in the file already. */
export interface ShellCheckRemark {
  /** Such as `SC2086`. */
  readonly code: string;
  readonly level: 'error' | 'warning' | 'info' | 'style';
  readonly message: string;
  readonly span: Span;
  /** What ShellCheck would change, undefined where it does not say or where that is no change of the file's own text. */
  readonly edits: readonly TextEdit[] | undefined;
}

export interface RuleContext {
  readonly tree: DockerfileTree;
  readonly model: DockerfileModel;
  readonly facts: Facts;
  /** The parser's problems that the rule answers for (`Rule.problems`), in file order. */
  readonly problems: readonly Problem[];
  /** The comments and directives that suppress findings. */
  readonly suppressions: SuppressionIndex;
  /** The rule's options with defaults filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  report(report: Report): void;
}

/** What a rule says of one place. */
export interface Report {
  readonly span: Span;
  /** Key of the rule's `messages`. */
  readonly message: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** Replaces the rule's severity for this finding. */
  readonly severity?: Severity;
  /** Replaces the rule's category for this finding; one of its `otherCategories`. */
  readonly category?: Category;
  /** Replaces the rule's aliases where this very complaint has fewer or others. */
  readonly aliases?: readonly string[];
  /** The code by which a program that the rule hands on from calls this, and the address of its page. */
  readonly foreign?: ForeignCode | undefined;
  readonly tags?: readonly FindingTag[];
  readonly related?: readonly RelatedPlace[];
  /** Fixes, the preferred one first. */
  readonly fixes?: readonly Fix[];
}

export interface ForeignCode {
  readonly code: string;
  readonly page: string;
}

/** A code of the tool that a project is used to, and whose profile it has chosen. */
export interface PeerCode {
  readonly tool: 'hadolint' | 'buildkit';
  readonly code: string;
}

export type FindingTag = 'unnecessary' | 'deprecated';

/** Another place that belongs to a finding, with one sentence of why. */
export interface RelatedPlace {
  readonly span: Span;
  readonly message: string;
  /** The file of the span, when it is another one than the file that was checked. */
  readonly file?: OtherFile;
}

/** A file beside the one that was checked; folder and name as the host names them. */
export interface OtherFile {
  readonly folder: string;
  readonly name: string;
  readonly text: string;
}

export interface Fix {
  /** What the fix does, in the imperative: "Write the keyword in upper case". */
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly TextEdit[];
  /** The file that the edits change, when it is another one than the file that was checked; never safe. */
  readonly file?: OtherFile;
}

/** A finding of a rule, complete for every consumer; offsets are UTF-16 units in the text that was checked. */
export interface Finding {
  readonly rule: string;
  readonly aliases: readonly string[];
  /** Set where another program said it: the code to show and to suppress it by instead of the rule's id. */
  readonly foreign?: ForeignCode | undefined;
  /** Set in the profile of another tool: its code is shown, and its comment suppresses. */
  readonly peer?: PeerCode;
  readonly category: Category;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly tags: readonly FindingTag[];
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
}

/** The name to show for a finding and to suppress it by. */
export function shownName({ rule, foreign, peer }: Pick<Finding, 'rule' | 'foreign' | 'peer'>): string {
  return peer?.code ?? foreign?.code ?? rule;
}

/** Types a rule where it is written. */
export function defineRule(rule: Rule): Rule {
  return rule;
}
