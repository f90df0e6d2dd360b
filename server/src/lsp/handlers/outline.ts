import {
  type DocumentSymbol,
  type DocumentSymbolParams,
  type FoldingRange,
  FoldingRangeKind,
  type FoldingRangeParams,
  type SelectionRange,
  type SelectionRangeParams,
  type SymbolInformation,
  SymbolKind,
} from 'vscode-languageserver';
import { type Fold, foldsOf } from '../../features/folding';
import { type OutlineItem, type OutlineKind, outlineOf } from '../../features/outline';
import { selectionsAt } from '../../features/selection';
import type { Span } from '../../text/span';
import { toLspRange } from '../convert';
import type { OpenDocument } from '../documents';
import { offsetAt, positionAt } from '../positions';
import { aboutDockerfile, type Session } from '../session';

/** The outline of a file, what can be folded in it, and what is selected step by step. */
export function handleOutline(session: Session): void {
  const { connection, client } = session;
  connection.onDocumentSymbol(
    aboutDockerfile<DocumentSymbolParams, DocumentSymbol[] | SymbolInformation[]>(
      session,
      'The outline',
      [],
      ({ document, model }) => {
        const items = outlineOf(model);
        return client.hierarchicalSymbols
          ? items.map((item) => toDocumentSymbol(document, item))
          : items.flatMap((item) => toSymbolInformation(document, item));
      },
    ),
  );
  connection.onFoldingRanges(
    aboutDockerfile<FoldingRangeParams, FoldingRange[]>(session, 'Folding', [], ({ document, model }) =>
      foldsOf(model).map((fold) => toFoldingRange(document, fold)),
    ),
  );
  connection.onSelectionRanges(
    aboutDockerfile<SelectionRangeParams, SelectionRange[]>(session, 'Selection', [], ({ document, model }, params) =>
      params.positions.map((position) => {
        const spans = selectionsAt(model, offsetAt(document.positions, position));
        return toSelectionRange(document, spans) ?? { range: { start: position, end: position } };
      }),
    ),
  );
}

function toSelectionRange({ positions }: OpenDocument, spans: readonly Span[]): SelectionRange | undefined {
  return spans.reduceRight<SelectionRange | undefined>((parent, span) => {
    const range = toLspRange(positions, span);
    return parent ? { range, parent } : { range };
  }, undefined);
}

function toDocumentSymbol(document: OpenDocument, item: OutlineItem): DocumentSymbol {
  return {
    name: item.name,
    detail: item.detail,
    kind: symbolKinds[item.kind],
    range: toLspRange(document.positions, item.span),
    selectionRange: toLspRange(document.positions, item.nameSpan),
    children: item.children.map((child) => toDocumentSymbol(document, child)),
  };
}

/** For clients without hierarchies: every item by itself, with the name of its stage. */
function toSymbolInformation(document: OpenDocument, item: OutlineItem, containerName?: string): SymbolInformation[] {
  const location = { uri: document.uri, range: toLspRange(document.positions, item.span) };
  const symbol: SymbolInformation = { name: item.name, kind: symbolKinds[item.kind], location };
  return [
    containerName === undefined ? symbol : { ...symbol, containerName },
    ...item.children.flatMap((child) => toSymbolInformation(document, child, item.name)),
  ];
}

function toFoldingRange({ positions }: OpenDocument, { span, kind }: Fold): FoldingRange {
  const startLine = positionAt(positions, span.start).line;
  const endLine = positionAt(positions, span.end).line;
  return kind ? { startLine, endLine, kind: foldKinds[kind] } : { startLine, endLine };
}

const foldKinds = { comment: FoldingRangeKind.Comment, region: FoldingRangeKind.Region } as const;

const symbolKinds: Readonly<Record<OutlineKind, SymbolKind>> = {
  stage: SymbolKind.Namespace,
  variable: SymbolKind.Variable,
  command: SymbolKind.Function,
  files: SymbolKind.File,
  setting: SymbolKind.Property,
};
