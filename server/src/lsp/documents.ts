import type {
  DidChangeTextDocumentParams,
  DidOpenTextDocumentParams,
  TextDocumentContentChangeEvent,
} from 'vscode-languageserver';
import { indexPositions, offsetAt, type PositionEncoding, type PositionIndex } from './positions';

/** A document that is open in the editor, at one version. A change makes a new value. */
export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly positions: PositionIndex;
}

/** The open documents of one kind; others are not kept, whatever a client sends. */
export interface OpenDocuments {
  get(uri: string): OpenDocument | undefined;
  all(): readonly OpenDocument[];
  /** The new document, undefined when it is not ours. */
  open(params: DidOpenTextDocumentParams): OpenDocument | undefined;
  change(params: DidChangeTextDocumentParams): OpenDocument | undefined;
  /** True when the document was ours. */
  close(uri: string): boolean;
}

/** @param isOurs Whether a document is of the kind that is kept, by its address and the language that the client names. */
export function createDocuments(
  encoding: PositionEncoding,
  isOurs: (uri: string, languageId: string) => boolean,
): OpenDocuments {
  const documents = new Map<string, OpenDocument>();

  function keep(uri: string, version: number, text: string): OpenDocument {
    const document = { uri, version, text, positions: indexPositions(text, encoding) };
    documents.set(uri, document);
    return document;
  }

  return {
    get: (uri) => documents.get(uri),
    all: () => [...documents.values()],
    open({ textDocument: { uri, languageId, version, text } }) {
      return isOurs(uri, languageId) ? keep(uri, version, text) : undefined;
    },
    change({ textDocument: { uri, version }, contentChanges }) {
      const before = documents.get(uri);
      if (!before) {
        return undefined;
      }
      let text = before.text;
      let positions: PositionIndex | undefined = before.positions;
      for (const change of contentChanges) {
        // Each change counts from the text that the one before it has left.
        positions ??= indexPositions(text, encoding);
        text = applyChange(positions, change);
        positions = undefined;
      }
      return keep(uri, version, text);
    },
    close: (uri) => documents.delete(uri),
  };
}

function applyChange(before: PositionIndex, change: TextDocumentContentChangeEvent): string {
  if (!('range' in change)) {
    return change.text;
  }
  const start = offsetAt(before, change.range.start);
  const end = Math.max(start, offsetAt(before, change.range.end));
  return before.text.slice(0, start) + change.text + before.text.slice(end);
}
