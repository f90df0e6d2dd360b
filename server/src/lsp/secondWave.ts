import { CancellationTokenSource } from 'vscode-languageserver';
import type { Analyses } from './analysis';
import { cancellationOf } from './cancellation';
import type { OpenDocument } from './documents';
import type { FactCollector } from './knowledge';
import type { Settings } from './settings';

/** Collects what takes time, and has the findings of the same version told again when that changes them. */
export interface SecondWave {
  /** Starts collecting for a document, once for each version and set of settings; older versions are given up. */
  start(document: OpenDocument, settings: Settings): void;
  /** Gives up what is under way for a document. */
  stop(uri: string): void;
}

/** How long a text has to rest before programs are started for it, in milliseconds. */
const restBeforeCollecting = 150;

export function createSecondWave(
  collectors: readonly FactCollector[],
  analyses: Analyses,
  /** Called when the findings of a document have become others. */
  changed: (document: OpenDocument) => void,
  crashed: (collector: string, document: OpenDocument, error: unknown) => void,
): SecondWave {
  const latest = new Map<string, Collecting>();

  async function run(collector: FactCollector, collecting: Collecting): Promise<void> {
    const { document, settings, source } = collecting;
    const cancel = cancellationOf(source.token);
    try {
      const knowledge = await collector.collect(analyses.with(document, settings), settings, cancel);
      if (knowledge && !cancel.cancelled && analyses.learn(document, settings, knowledge)) {
        changed(document);
      }
    } catch (error) {
      if (!cancel.cancelled) {
        crashed(collector.name, document, error);
      }
    }
  }

  function stop(uri: string): void {
    const collecting = latest.get(uri);
    if (collecting) {
      clearTimeout(collecting.timer);
      collecting.source.cancel();
      latest.delete(uri);
    }
  }

  return {
    start(document, settings) {
      const before = latest.get(document.uri);
      if (before?.document === document && before.settings === settings) {
        return;
      }
      stop(document.uri);
      if (!settings.lint.enabled) {
        return;
      }
      const timer = setTimeout(() => {
        for (const collector of collectors) {
          void run(collector, collecting);
        }
      }, restBeforeCollecting);
      const collecting: Collecting = { document, settings, source: new CancellationTokenSource(), timer };
      latest.set(document.uri, collecting);
    },
    stop,
  };
}

interface Collecting {
  readonly document: OpenDocument;
  readonly settings: Settings;
  readonly source: CancellationTokenSource;
  readonly timer: ReturnType<typeof setTimeout>;
}
