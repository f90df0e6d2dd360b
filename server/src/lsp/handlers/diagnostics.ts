import {
  type Diagnostic,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver';
import { hiddenFindings } from '../../features/coexistence';
import type { Finding } from '../../rules/rule';
import { toLspDiagnostic } from '../convert';
import type { OpenDocument } from '../documents';
import { logCrash } from '../isolate';
import { createSecondWave, type SecondWave } from '../secondWave';
import { aboutDocument, type Session } from '../session';
import type { Settings } from '../settings';

/** How long a text has to rest before its diagnostics are pushed, in milliseconds. Clients that pull wait themselves. */
const restBeforePush = 120;

/** Reactions of the diagnostics to what happens to documents. */
export interface DiagnosticsHandler {
  opened(document: OpenDocument): void;
  changed(document: OpenDocument): void;
  closed(uri: string): void;
  /** Other extensions of the editor say something else of a document than before. */
  neighboursChanged(uri: string): void;
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
  const told = new Map<string, string>();
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
        const { findings, id } = shownOf(session, current, settings);
        told.set(current.uri, id);
        secondWave.start(current, settings);
        return id === previousResultId
          ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId: id }
          : {
              kind: DocumentDiagnosticReportKind.Full,
              resultId: id,
              items: findings.map((finding) => toLspDiagnostic(current, finding, client)),
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
    closed(uri) {
      secondWave.stop(uri);
      told.delete(uri);
    },
    neighboursChanged: (uri) => whenOtherThan(told, session, uri, refresh),
    refresh,
  };
}

function pushed(session: Session): DiagnosticsHandler {
  const { connection, client, documents, settings } = session;
  const secondWave = secondWaveOf(session, ({ uri }) => pushSoon(uri, 0));
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const told = new Map<string, string>();

  async function push(uri: string): Promise<void> {
    const wanted = await settings.of(uri);
    const document = documents.get(uri);
    if (!document || waiting.has(uri)) {
      return; // Closed, or changed again: the next push will tell.
    }
    const { findings, id } = shownOf(session, document, wanted);
    const diagnostics = findings.map((finding) => toLspDiagnostic(document, finding, client));
    told.set(uri, id);
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
      told.delete(uri);
      void send(uri, []);
    },
    neighboursChanged: (uri) => whenOtherThan(told, session, uri, () => pushSoon(uri, 0)),
    refresh() {
      for (const { uri } of documents.all()) {
        pushSoon(uri, 0);
      }
    },
  };
}

/** What is shown of the findings, and a name for it: other findings have another one. */
function shownOf(
  { analyses, neighbours }: Session,
  document: OpenDocument,
  settings: Settings,
): { readonly findings: readonly Finding[]; readonly id: string } {
  const { result, id } = analyses.lint(document, settings);
  const hidden = hiddenFindings(result.tree, result.findings, neighbours.of(document.uri), settings.coexist);
  if (hidden.size === 0) {
    return { findings: result.findings, id };
  }
  const places = result.findings.flatMap((finding, index) => (hidden.has(finding) ? [index] : []));
  return { findings: result.findings.filter((finding) => !hidden.has(finding)), id: `${id} without ${places}` };
}

/** Acts when something else would be shown of a document now than what was told last, so that nothing goes in circles. */
function whenOtherThan(told: ReadonlyMap<string, string>, session: Session, uri: string, act: () => void): void {
  session.settings
    .of(uri)
    .then((settings) => {
      const document = session.documents.get(uri);
      if (document && told.has(uri) && shownOf(session, document, settings).id !== told.get(uri)) {
        act();
      }
    })
    .catch((error: unknown) => logCrash(session.connection, 'Neighbours', () => uri, error));
}

function secondWaveOf(
  { analyses, collectors, connection }: Session,
  changed: (document: OpenDocument) => void,
): SecondWave {
  return createSecondWave(collectors, analyses, changed, (collector, { uri, version }, error) =>
    logCrash(connection, collector, () => `${uri} version ${version}`, error),
  );
}
