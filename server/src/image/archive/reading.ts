import type { CancelSignal, ImagePorts } from '../../ports';
import type { Watch } from '../tar/drivers';
import type { IndexContext } from './layerIndex';
import type { ProgressListener } from './openArchive';

/** Watches over what is read of one archive, all with one way to cancel and one account of progress. */
export interface Watches {
  /** A watch over one of the things that are read, which has `total` bytes. */
  watchOf(total: number, message: string): Watch;
  /** Announces `total` bytes of several things that are read side by side; each one gets a watch. */
  watchTogether(total: number): (message: string) => Watch;
}

/** What the reading of one archive has at hand: ports, cancelling, progress. */
export interface ArchiveReading extends Watches {
  readonly ports: ImagePorts;
  readonly context: IndexContext;
}

export function makeReading(
  ports: ImagePorts,
  context: IndexContext,
  cancel: CancelSignal,
  onProgress: ProgressListener,
): ArchiveReading {
  return { ports, context, ...makeWatches(ports, cancel, onProgress) };
}

/** Milliseconds between two messages about progress. */
const pace = 100;
/** Milliseconds of reading without waiting, after which other requests get their turn. */
const longestTurn = 50;

export function makeWatches(
  ports: Pick<ImagePorts, 'now'>,
  cancel: CancelSignal,
  onProgress: ProgressListener,
): Watches {
  let lastTold = ports.now();
  const tell = (done: number, total: number, message: string): void => {
    const now = ports.now();
    if (now - lastTold >= pace) {
      lastTold = now;
      onProgress(done, total, message);
    }
  };
  let lastPause = ports.now();
  const pause = (): Promise<void> | undefined => {
    const now = ports.now();
    if (now - lastPause < longestTurn) {
      return undefined;
    }
    lastPause = now;
    return new Promise((resolve) => setTimeout(resolve));
  };
  return {
    watchOf: (total, message) => ({ cancel, pause, onProgress: (done) => tell(done, total, message) }),
    watchTogether(total) {
      let sum = 0;
      return (message) => {
        let own = 0;
        return {
          cancel,
          pause,
          onProgress(done) {
            // A part that is read a second time starts again and must not count twice.
            sum += Math.max(0, done - own);
            own = Math.max(own, done);
            tell(sum, total, message);
          },
        };
      };
    },
  };
}
