import type { Severity } from '../rules/rule';
import { type Colour, paint } from './colours';
import { type FileReport, type ReportedFinding, shownName } from './lintReport';

/**
 * The findings as people read them: `file:line:column severity message [rule]`, the line with the words
 * underlined, related places below, and a count at the end, with how many `--fix` would take unless it was given.
 * Nothing at all when there is nothing to say.
 */
export function formatText(
  reports: readonly FileReport[],
  { colours, fixed }: { readonly colours: boolean; readonly fixed: boolean },
): string {
  const findings = reports.flatMap(({ findings: each }) => each);
  if (findings.length === 0) {
    return '';
  }
  const blocks = reports.flatMap((report) => report.findings.map((finding) => blockOf(finding, report, colours)));
  return `${blocks.join('\n')}\n${paint(summaryOf(findings, fixed), 'bold', colours)}\n`;
}

const severityColours: Readonly<Record<Severity, Colour>> = {
  error: 'red',
  warning: 'yellow',
  info: 'blue',
  hint: 'cyan',
};

function blockOf(finding: ReportedFinding, report: FileReport, colours: boolean): string {
  const { file, line, column, severity, message } = finding;
  const colour = severityColours[severity];
  const place = paint(`${visible(file)}:${line}:${column}`, 'bold', colours);
  const heading = `${place} ${paint(severity, colour, colours)} ${visible(message)} ${paint(`[${shownName(finding)}]`, 'dim', colours)}\n`;
  const related = finding.related
    .slice(0, mostRelated)
    .map((other) => paint(`  line ${other.line}: ${visible(other.message)}`, 'dim', colours));
  const left = finding.related.length - mostRelated;
  const more = left > 0 ? [paint(`  and ${left} more`, 'dim', colours)] : [];
  return (
    heading + excerpt(finding, report, colour, colours) + [...related, ...more].map((each) => `${each}\n`).join('')
  );
}

const mostRelated = 3;

/** The line with an underline below the words; of a finding over several lines the first one. */
function excerpt(finding: ReportedFinding, { sourceLines }: FileReport, colour: Colour, colours: boolean): string {
  const source = sourceLines.get(finding.line) ?? '';
  if (source.trim() === '' || isAboutWholeFile(finding)) {
    return '';
  }
  const start = finding.column - 1;
  const end = finding.endLine === finding.line ? finding.endColumn - 1 : source.length;
  const from = start > widest / 2 ? start - 20 : 0;
  const shown = source.slice(from, from + widest);
  const gutter = String(finding.line);
  const blank = cells(shown.slice(0, start - from));
  const marks = '^'.repeat(Math.max(1, cells(shown.slice(start - from, Math.max(end - from, 0))).length));
  const prefix = from > 0 ? '…' : '';
  const suffix = from + widest < source.length ? '…' : '';
  return (
    `${paint(`  ${gutter} |`, 'dim', colours)} ${prefix}${visible(shown)}${suffix}\n` +
    `${paint(`  ${' '.repeat(gutter.length)} |`, 'dim', colours)} ${prefix && ' '}${blank}${paint(marks, colour, colours)}\n`
  );
}

/** True for what could not be done with a file, which its first line does not explain. */
function isAboutWholeFile({ rule }: ReportedFinding): boolean {
  return rule === 'unwritable-file' || rule === 'unreadable-file';
}

/** The longest part of a line that is shown, in UTF-16 units. */
const widest = 160;

/** Blanks as wide as a text is on a terminal: tabs stay tabs, East Asian letters take two cells. */
function cells(text: string): string {
  if (/^[ -~]*$/.test(text)) {
    return ' '.repeat(text.length);
  }
  return text.replace(/[^\t]/g, (char) => (wide.test(char) ? '  ' : ' '));
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/** Control characters would let a Dockerfile write to the terminal; they are shown as one visible character each. */
export function visible(text: string): string {
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

function summaryOf(findings: readonly ReportedFinding[], fixed: boolean): string {
  const counts = (['error', 'warning', 'info', 'hint'] as const)
    .map((severity) => ({ severity, count: findings.filter((each) => each.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => (severity === 'info' ? `${count} info` : counted(count, severity)));
  const files = new Set(findings.map(({ file }) => file)).size;
  const fixable = fixed ? 0 : findings.filter(({ fix }) => fix?.safe).length;
  const total = `${counted(findings.length, 'finding')} (${counts.join(', ')}) in ${counted(files, 'file')}`;
  return fixable > 0 ? `${total}, ${fixable} fixable with --fix` : total;
}

/** `1 file`, `2 files`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
