import {
  type Diagnostic,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver';
import { toLspDiagnostic } from '../convert';
import type { OpenDocument } from '../documents';
import { logCrash } from '../isolate';
import { createSecondWave, type SecondWave } from '../secondWave';
import { aboutDocument, type Session } from '../session';

/** How long a text has to rest before its diagnostics are pushed, in milliseconds. Clients that pull wait themselves. */
const restBeforePush = 120;

/** Reactions of the diagnostics to what happens to documents. */
export interface DiagnosticsHandler {
  opened(document: OpenDocument): void;
  changed(document: OpenDocument): void;
  closed(uri: string): void;
  /** Everything may be different now, for example because settings changed. */
  refresh(): void;
}

/** Answers pulled diagnostics, or pushes them to a client that cannot pull. */
export function handleDiagnostics(session: Session): DiagnosticsHandler {
  return session.client.pullsDiagnostics ? pulled(session) : pushed(session);
}

function pulled(session: Session): DiagnosticsHandler {
  const { connection, client } = session;
  const secondWave = secondWaveOf(session, refresh);
  const nothing: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
  connection.languages.diagnostics.on(
    aboutDocument<DocumentDiagnosticParams, DocumentDiagnosticReport>(
      session,
      'Diagnostics',
      nothing,
      async (document, { previousResultId }) => {
        const settings = await session.settings.of(document.uri);
        // While settings were fetched the text may have changed; the newest one is meant.
        const current = session.documents.get(document.uri) ?? document;
        const { result, id } = session.analyses.lint(current, settings);
        secondWave.start(current, settings);
        return id === previousResultId
          ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId: id }
          : {
              kind: DocumentDiagnosticReportKind.Full,
              resultId: id,
              items: result.findings.map((finding) => toLspDiagnostic(current, finding, client)),
            };
      },
    ),
  );
  function refresh(): void {
    if (client.refreshesDiagnostics) {
      connection.languages.diagnostics.refresh().catch((error: unknown) => {
        logCrash(connection, 'Refreshing diagnostics', () => 'all documents', error);
      });
    }
  }

  return {
    opened() {},
    changed: ({ uri }) => secondWave.stop(uri),
    closed: (uri) => secondWave.stop(uri),
    refresh,
  };
}

function pushed(session: Session): DiagnosticsHandler {
  const { connection, client, documents, settings, analyses } = session;
  const secondWave = secondWaveOf(session, ({ uri }) => pushSoon(uri, 0));
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();

  async function push(uri: string): Promise<void> {
    const wanted = await settings.of(uri);
    const document = documents.get(uri);
    if (!document || waiting.has(uri)) {
      return; // Closed, or changed again: the next push will tell.
    }
    const { result } = analyses.lint(document, wanted);
    const diagnostics = result.findings.map((finding) => toLspDiagnostic(document, finding, client));
    await send(uri, diagnostics, document.version);
    secondWave.start(document, wanted);
  }

  function send(uri: string, diagnostics: Diagnostic[], version?: number): Promise<void> {
    const versioned = version !== undefined && client.diagnosticVersions;
    return connection.sendDiagnostics(versioned ? { uri, diagnostics, version } : { uri, diagnostics });
  }

  function pushSoon(uri: string, delay: number): void {
    clearTimeout(waiting.get(uri));
    const timer = setTimeout(() => {
      waiting.delete(uri);
      push(uri).catch((error: unknown) => {
        const version = documents.get(uri)?.version;
        logCrash(connection, 'Diagnostics', () => `${uri} version ${version}`, error);
      });
    }, delay);
    waiting.set(uri, timer);
  }

  return {
    opened: ({ uri }) => pushSoon(uri, 0),
    changed({ uri }) {
      secondWave.stop(uri);
      pushSoon(uri, restBeforePush);
    },
    closed(uri) {
      secondWave.stop(uri);
      clearTimeout(waiting.get(uri));
      waiting.delete(uri);
      void send(uri, []);
    },
    refresh() {
      for (const { uri } of documents.all()) {
        pushSoon(uri, 0);
      }
    },
  };
}

function secondWaveOf(
  { analyses, collectors, connection }: Session,
  changed: (document: OpenDocument) => void,
): SecondWave {
  return createSecondWave(collectors, analyses, changed, (collector, { uri, version }, error) =>
    logCrash(connection, collector, () => `${uri} version ${version}`, error),
  );
}
