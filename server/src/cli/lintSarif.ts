import { rules } from '../rules';
import { pageOf, pageOfShellCheck } from '../rules/engine/pages';
import type { Severity } from '../rules/rule';
import { shellcheck } from '../rules/shellcheck';
import { type FileReport, type ReportedFinding, type ReportedRange, shownName } from './lintReport';

/**
 * The findings as SARIF 2.1.0 (OASIS standard), for code scanning services. Lines and columns count from 1, columns
 * in UTF-16 units, ends are exclusive, as in our own reports.
 */
export function formatSarif(reports: readonly FileReport[], version: string): string {
  const findings = reports.flatMap((report) => report.findings);
  // A code of another tool may be that of several rules; the first one describes it.
  const byName = new Map(findings.toReversed().map((finding) => [shownName(finding), finding.rule]));
  const used = [...byName.keys()].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Strata', version, rules: used.map((name) => descriptorOf(name, byName.get(name)!)) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, used)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

/**
 * A rule, by its name or by the code of another tool, or a code of ShellCheck as SARIF describes it; a finding of the
 * command line itself has no rule behind it.
 */
function descriptorOf(id: string, ruleId: string): object {
  const rule = ruleId === shellcheck.id ? undefined : rules.find((each) => each.id === ruleId);
  return rule
    ? {
        id,
        ...(id !== ruleId && { name: ruleId }),
        shortDescription: { text: `${rule.title}.` },
        help: { text: rule.why, markdown: rule.why },
        helpUri: uriOrNothing(pageOf(ruleId)),
        defaultConfiguration: { level: levels[rule.severity] },
        properties: { tags: [rule.category, ...rule.aliases] },
      }
    : { id, helpUri: shellcheck.foreignCodes?.test(id) ? pageOfShellCheck(id) : undefined };
}

/** `helpUri` must be absolute; while pages have no address on the web there is none. */
function uriOrNothing(address: string): string | undefined {
  return /^https?:/.test(address) ? address : undefined;
}

function resultOf(finding: ReportedFinding, used: readonly string[]): object {
  const { severity, message, related, fix, file } = finding;
  const ruleId = shownName(finding);
  return {
    ruleId,
    ruleIndex: used.indexOf(ruleId),
    level: levels[severity],
    message: { text: message },
    locations: [locationOf(file, finding)],
    ...(related.length > 0 && {
      relatedLocations: related.map((other, id) => ({
        id,
        ...locationOf(other.file, other),
        message: { text: other.message },
      })),
    }),
    ...(fix && {
      fixes: [
        {
          description: { text: fix.title },
          artifactChanges: [
            {
              artifactLocation: artifactOf(file),
              replacements: fix.edits.map((edit) => ({
                deletedRegion: regionOf(edit),
                insertedContent: { text: edit.newText },
              })),
            },
          ],
        },
      ],
    }),
  };
}

function locationOf(file: string, range: ReportedRange): object {
  return { physicalLocation: { artifactLocation: artifactOf(file), region: regionOf(range) } };
}

function regionOf({ line, column, endLine, endColumn }: ReportedRange): object {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** Relative paths are told to begin at the root of the sources, which whoever reads the log knows. */
function artifactOf(path: string): object {
  const uri = uriOf(path);
  return uri.startsWith('file:') ? { uri } : { uri, uriBaseId: '%SRCROOT%' };
}

/** A path as a URI reference: relative ones stay relative. */
function uriOf(path: string): string {
  const encoded = path.split('/').map(encodePart).join('/');
  return /^[A-Za-z]:\//.test(path) ? `file:///${encoded}` : path.startsWith('/') ? `file://${encoded}` : encoded;
}

/** Half a surrogate pair cannot be encoded, so it is replaced like everywhere else. */
function encodePart(part: string): string {
  return encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd'));
}
