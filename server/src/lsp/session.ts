import type { CancellationToken, Connection } from 'vscode-languageserver';
import type { RemoteImageEngine } from '../features/imagePipe';
import type { Analyses, Analysis } from './analysis';
import type { ClientFeatures } from './client';
import type { ConfigurationFiles } from './configurationFiles';
import type { ContextFacts } from './contextFacts';
import type { OpenDocument, OpenDocuments } from './documents';
import { isolated } from './isolate';
import type { FactCollector } from './knowledge';
import type { NeighbourStore } from './neighbours';
import type { SettingsStore } from './settings';

/** What every handler works with, from `initialize` to `shutdown`. */
export interface Session {
  readonly connection: Connection;
  readonly client: ClientFeatures;
  readonly documents: OpenDocuments;
  /** The configuration files that are open in the editor. */
  readonly drafts: OpenDocuments;
  readonly settings: SettingsStore;
  readonly analyses: Analyses;
  readonly collectors: readonly FactCollector[];
  readonly neighbours: NeighbourStore;
  /** One of the collectors, which is told about changes of files. */
  readonly contexts: ContextFacts;
  readonly configurations: ConfigurationFiles;
  /** Whether the user trusts the workspace; without that no program is started. */
  readonly trust: { granted: boolean };
  readonly images: RemoteImageEngine;
}

/** A request about one document. */
export interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

/**
 * Makes the handler of a request about one of our documents; for any other document, and when the handler
 * crashes, the answer is `fallback`.
 */
export function aboutDocument<Params extends DocumentParams, Result>(
  session: Session,
  name: string,
  fallback: Result,
  handler: DocumentHandler<Params, Result>,
) {
  return aboutOneOf(session.documents, session, name, fallback, handler);
}

/** The same for the configuration files that are open. */
export function aboutDraft<Params extends DocumentParams, Result>(
  session: Session,
  name: string,
  fallback: Result,
  handler: DocumentHandler<Params, Result>,
) {
  return aboutOneOf(session.drafts, session, name, fallback, handler);
}

type DocumentHandler<Params, Result> = (
  document: OpenDocument,
  params: Params,
  token: CancellationToken,
) => Result | Promise<Result>;

function aboutOneOf<Params extends DocumentParams, Result>(
  documents: OpenDocuments,
  { connection }: Session,
  name: string,
  fallback: Result,
  handler: DocumentHandler<Params, Result>,
) {
  const subject = ({ textDocument: { uri } }: Params): string =>
    `${uri} version ${documents.get(uri)?.version ?? '(not open)'}`;
  return isolated(connection, name, fallback, subject, (params: Params, token) => {
    const document = documents.get(params.textDocument.uri);
    return document ? handler(document, params, token) : fallback;
  });
}

/** As `aboutDocument`, with the document read and understood. */
export function aboutDockerfile<Params extends DocumentParams, Result>(
  session: Session,
  name: string,
  fallback: Result,
  handler: (analysis: Analysis, params: Params, token: CancellationToken) => Result | Promise<Result>,
) {
  return aboutDocument(session, name, fallback, (document, params: Params, token) =>
    handler(session.analyses.of(document), params, token),
  );
}
