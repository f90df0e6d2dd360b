import {
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Hover,
  type TextEdit as LspTextEdit,
  MarkupKind,
  type Range,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { type ConfigurationProblem, invalidConfiguration } from '../config/problem';
import type { HoverText } from '../features/hover';
import { type Finding, type FindingTag, type OtherFile, type Severity, shownName } from '../rules/rule';
import type { TextEdit } from '../text/edit';
import type { Span } from '../text/span';
import type { ClientFeatures } from './client';
import type { OpenDocument } from './documents';
import { indexPositions, offsetAt, type PositionIndex, positionAt } from './positions';

/** Everything that turns our offsets and values into those of LSP, and positions back into offsets. */

export function toLspRange(positions: PositionIndex, { start, end }: Span): Range {
  return { start: positionAt(positions, start), end: positionAt(positions, end) };
}

/** The span of a range; an end before the start gives an empty span at the start. */
export function fromLspRange(positions: PositionIndex, range: Range): Span {
  const start = offsetAt(positions, range.start);
  return { start, end: Math.max(start, offsetAt(positions, range.end)) };
}

export function toLspDiagnostic(document: OpenDocument, finding: Finding, client: ClientFeatures): Diagnostic {
  const { uri, positions } = document;
  const diagnostic: Diagnostic = {
    range: toLspRange(positions, finding.span),
    severity: severities[finding.severity],
    source: 'Strata',
    code: shownName(finding),
    message: finding.message,
    data: { aliases: finding.aliases, ...(finding.peer && { rule: finding.rule }) },
  };
  if (finding.foreign) {
    diagnostic.codeDescription = { href: finding.foreign.page };
  } else if (client.ruleBaseUri) {
    diagnostic.codeDescription = { href: client.ruleBaseUri + finding.rule };
  }
  if (finding.tags.length > 0) {
    diagnostic.tags = finding.tags.map((tag) => tags[tag]);
  }
  if (finding.related.length > 0 && client.relatedInformation) {
    diagnostic.relatedInformation = finding.related.map(({ span, message, file }) => ({
      location: file
        ? { uri: uriOf(file), range: toLspRange(indexPositions(file.text, client.encoding), span) }
        : { uri, range: toLspRange(positions, span) },
      message,
    }));
  }
  return diagnostic;
}

/** What is wrong in a configuration file, whose page stands where those of rules are. */
export function toLspConfigurationDiagnostic(
  positions: PositionIndex,
  { span, message }: ConfigurationProblem,
  { ruleBaseUri }: Pick<ClientFeatures, 'ruleBaseUri'>,
): Diagnostic {
  return {
    range: toLspRange(positions, span),
    severity: DiagnosticSeverity.Warning,
    source: 'Strata',
    code: invalidConfiguration,
    ...(ruleBaseUri && { codeDescription: { href: `${ruleBaseUri}configuration` } }),
    message,
  };
}

/** The address of another file, whose folder is an address already. */
function uriOf({ folder, name }: OtherFile): string {
  return `${folder}/${encodeURIComponent(name)}`;
}

export function toLspHover({ positions }: OpenDocument, { span, markdown }: HoverText, client: ClientFeatures): Hover {
  const contents = client.markdownHover
    ? { kind: MarkupKind.Markdown, value: markdown }
    : { kind: MarkupKind.PlainText, value: withoutMarkup(markdown) };
  return { contents, range: toLspRange(positions, span) };
}

export function toLspTextEdits(positions: PositionIndex, edits: readonly TextEdit[]): LspTextEdit[] {
  return edits.map(({ span, newText }) => ({ range: toLspRange(positions, span), newText }));
}

/** Edits of one document, tied to its version where the client can check it. */
export function toLspWorkspaceEdit(
  { uri, version, positions }: OpenDocument,
  edits: readonly TextEdit[],
  client: ClientFeatures,
): WorkspaceEdit {
  const converted = toLspTextEdits(positions, edits);
  return client.versionedEdits
    ? { documentChanges: [{ textDocument: { uri, version }, edits: converted }] }
    : { changes: { [uri]: converted } };
}

/** Edits of a file that need not be open. */
export function toLspOtherFileEdit(file: OtherFile, edits: readonly TextEdit[], client: ClientFeatures): WorkspaceEdit {
  const uri = uriOf(file);
  const converted = toLspTextEdits(indexPositions(file.text, client.encoding), edits);
  return client.versionedEdits
    ? { documentChanges: [{ textDocument: { uri, version: null }, edits: converted }] }
    : { changes: { [uri]: converted } };
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const tags: Readonly<Record<FindingTag, DiagnosticTag>> = {
  unnecessary: DiagnosticTag.Unnecessary,
  deprecated: DiagnosticTag.Deprecated,
};

/** Our Markdown as plain text: fences and emphasis go, the words stay. */
function withoutMarkup(markdown: string): string {
  return markdown
    .replace(/^```.*\n?/gm, '')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/(^|\W)\*([^*\n]+)\*/g, '$1$2');
}
