import { type ConfigurationProblem, invalidConfiguration } from '../config/problem';
import type { LintResult } from '../features/diagnostics';
import { safeFix } from '../features/fixAll';
import { pageOf } from '../rules/engine/pages';
import type { Category, Finding, Fix, RelatedPlace, Severity } from '../rules/rule';
import { shellcheck } from '../rules/shellcheck';
import { indexLines, type LineIndex, placeAt } from '../text/lines';
import type { Span } from '../text/span';
import { joined } from './walk';

/**
 * One finding as `strata lint --format json` prints it. Lines and columns count from 1, columns in UTF-16 units,
 * ends are exclusive; what does not exist is null. Other programs read this: fields may be added, never changed.
 */
export interface ReportedFinding extends ReportedRange {
  /** The path as given or walked, with `/`. */
  readonly file: string;
  readonly rule: string;
  /** In the profile of another tool, where it has one for this: the code that is shown. */
  readonly code?: string | undefined;
  readonly aliases: readonly string[];
  readonly category: Category;
  readonly severity: Severity;
  readonly message: string;
  readonly url: string | null;
  readonly tags: readonly string[];
  readonly related: readonly (ReportedRange & { readonly file: string; readonly message: string })[];
  readonly fix: ReportedFix | null;
}

export interface ReportedRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface ReportedFix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly (ReportedRange & { readonly newText: string })[];
}

/** The name to show for a finding: that of its rule; the code in the profile of another tool, and that of ShellCheck. */
export function shownName({ rule, code, aliases }: ReportedFinding): string {
  return code ?? (rule === shellcheck.id ? aliases[0]! : rule);
}

/** What there is to report of one file. */
export interface FileReport {
  readonly file: string;
  readonly findings: readonly ReportedFinding[];
  /** The lines on which the findings begin, by number from 1; none when the file could not be read. */
  readonly sourceLines: ReadonlyMap<number, string>;
}

/** The report of a file that was checked. */
export function reportOf(file: string, { tree, findings }: LintResult): FileReport {
  const { text, lines } = tree;
  return withSource(
    text,
    lines,
    file,
    findings.map((finding) => reportFinding(file, finding, lines)),
  );
}

function withSource(text: string, lines: LineIndex, file: string, findings: readonly ReportedFinding[]): FileReport {
  const numbers = new Set(findings.map(({ line }) => line));
  return { file, findings, sourceLines: new Map([...numbers].map((line) => [line, lineText(text, lines, line - 1)])) };
}

function lineText(text: string, { starts }: LineIndex, line: number): string {
  return text.slice(starts[line] ?? text.length, starts[line + 1] ?? text.length).replace(/[\r\n]+$/, '');
}

/** The report of a file or folder that could not be read, or written, as a finding of its own. */
export function unreadableReport(
  file: string,
  reason: string,
  rule: 'unreadable-file' | 'unwritable-file' = 'unreadable-file',
): FileReport {
  const finding: ReportedFinding = {
    file,
    ...rangeOf({ start: 0, end: 0 }, noLines),
    rule,
    aliases: [],
    category: 'correctness',
    severity: 'error',
    message: reason,
    url: null,
    tags: [],
    related: [],
    fix: null,
  };
  return { file, findings: [finding], sourceLines: new Map() };
}

/** The report of a configuration file that is not as it should be. */
export function configurationReport(file: string, text: string, problems: readonly ConfigurationProblem[]): FileReport {
  const lines = indexLines(text);
  const findings = problems.map(
    ({ span, message }): ReportedFinding => ({
      file,
      ...rangeOf(span, lines),
      rule: invalidConfiguration,
      aliases: [],
      category: 'correctness',
      severity: 'warning',
      message,
      url: null,
      tags: [],
      related: [],
      fix: null,
    }),
  );
  return withSource(text, lines, file, findings);
}

/** All findings as a JSON array. */
export function formatJson(reports: readonly FileReport[]): string {
  const findings = reports.flatMap((report) => report.findings);
  return `${JSON.stringify(findings, null, 2)}\n`;
}

const noLines: LineIndex = { starts: [0], length: 0 };

function reportFinding(file: string, finding: Finding, lines: LineIndex): ReportedFinding {
  const { rule, aliases, category, severity, message, tags } = finding;
  // A fix of another file has no place in the report of this one.
  const fix = safeFix(finding) ?? finding.fixes.find((each) => !each.file);
  // Written out, because a spread costs more than all the rest where it is met for the first few thousand times.
  const { line, column, endLine, endColumn } = rangeOf(finding.span, lines);
  return {
    file,
    line,
    column,
    endLine,
    endColumn,
    rule,
    code: finding.peer?.code,
    aliases,
    category,
    severity,
    message,
    url: finding.foreign?.page ?? pageOf(rule),
    tags,
    related: finding.related.map((place) => relatedPlace(file, place, lines)),
    fix: fix ? reportFix(fix, lines) : null,
  };
}

function relatedPlace(
  file: string,
  { span, message, file: other }: RelatedPlace,
  lines: LineIndex,
): ReportedFinding['related'][number] {
  return other
    ? { file: joined(other.folder, other.name), ...rangeOf(span, indexLines(other.text)), message }
    : { file, ...rangeOf(span, lines), message };
}

function reportFix({ title, safe, edits }: Fix, lines: LineIndex): ReportedFix {
  return {
    title,
    safe,
    edits: edits.map(({ span, newText }) => {
      const { line, column, endLine, endColumn } = rangeOf(span, lines);
      return { line, column, endLine, endColumn, newText };
    }),
  };
}

function rangeOf({ start, end }: Span, lines: LineIndex): ReportedRange {
  const from = placeAt(lines, start);
  const to = placeAt(lines, end);
  return { line: from.line + 1, column: from.column + 1, endLine: to.line + 1, endColumn: to.column + 1 };
}
