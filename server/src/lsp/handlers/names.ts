import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type DocumentHighlightParams,
  type Location,
  LSPErrorCodes,
  type PrepareRenameParams,
  type PrepareRenameResult,
  type ReferenceParams,
  type RenameParams,
  ResponseError,
  type TextDocumentPositionParams,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { type Occurrences, occurrencesAt } from '../../features/occurrences';
import { rename, renameTarget } from '../../features/rename';
import type { Span } from '../../text/span';
import type { Analysis } from '../analysis';
import { toLspRange, toLspWorkspaceEdit } from '../convert';
import { offsetAt } from '../positions';
import { aboutDockerfile, type Session } from '../session';

/** Definitions, references, highlights and renaming of stages and variables. */
export function handleNames(session: Session): void {
  const { connection, client } = session;
  connection.onDefinition(
    aboutDockerfile<TextDocumentPositionParams, Location[]>(session, 'Definition', [], (analysis, params) => {
      const found = occurrencesOf(analysis, params);
      return (found?.definitions ?? []).map((span) => toLocation(analysis, span));
    }),
  );
  connection.onReferences(
    aboutDockerfile<ReferenceParams, Location[]>(session, 'References', [], (analysis, params) => {
      const places = occurrencesOf(analysis, params)?.places ?? [];
      const wanted = params.context.includeDeclaration ? places : places.filter(({ writes }) => !writes);
      return wanted.map(({ span }) => toLocation(analysis, span));
    }),
  );
  connection.onDocumentHighlight(
    aboutDockerfile<DocumentHighlightParams, DocumentHighlight[]>(session, 'Highlights', [], (analysis, params) =>
      (occurrencesOf(analysis, params)?.places ?? []).map(({ span, writes }) => ({
        range: toLspRange(analysis.document.positions, span),
        kind: writes ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      })),
    ),
  );
  connection.onPrepareRename(
    aboutDockerfile<PrepareRenameParams, PrepareRenameResult | ResponseError<void> | null>(
      session,
      'Preparing to rename',
      null,
      ({ document, model }, { position }) => {
        const target = renameTarget(model, offsetAt(document.positions, position));
        if (target?.kind === 'refused') {
          return refused(target.message);
        }
        return target ? { range: toLspRange(document.positions, target.span), placeholder: target.name } : null;
      },
    ),
  );
  connection.onRenameRequest(
    aboutDockerfile<RenameParams, WorkspaceEdit | ResponseError<void> | null>(
      session,
      'Renaming',
      null,
      ({ document, model }, { position, newName }) => {
        const result = rename(model, offsetAt(document.positions, position), String(newName));
        return result.kind === 'refused' ? refused(result.message) : toLspWorkspaceEdit(document, result.edits, client);
      },
    ),
  );
}

function occurrencesOf(
  { document, model }: Analysis,
  { position }: TextDocumentPositionParams,
): Occurrences | undefined {
  return occurrencesAt(model, offsetAt(document.positions, position));
}

function toLocation({ document: { uri, positions } }: Analysis, span: Span): Location {
  return { uri, range: toLspRange(positions, span) };
}

/** Editors show the message of the error to the user. */
function refused(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}
