import type { CancelSignal, ImagePorts } from '../../ports';
import type { Watch } from '../tar/drivers';
import type { IndexContext } from './layerIndex';
import type { ProgressListener } from './openArchive';

/** What the reading of one archive has at hand: ports, cancelling, progress. */
export interface ArchiveReading {
  readonly ports: ImagePorts;
  readonly context: IndexContext;
  /** A watch over one of the things that are read, which has `total` bytes. */
  watchOf(total: number, message: string): Watch;
  /** Announces `total` bytes of several things that are read side by side; each one gets a watch. */
  watchTogether(total: number): (message: string) => Watch;
}

/** Milliseconds between two messages about progress. */
const pace = 100;

export function makeReading(
  ports: ImagePorts,
  context: IndexContext,
  cancel: CancelSignal,
  onProgress: ProgressListener,
): ArchiveReading {
  let lastTold = ports.now();
  const tell = (done: number, total: number, message: string): void => {
    const now = ports.now();
    if (now - lastTold >= pace) {
      lastTold = now;
      onProgress(done, total, message);
    }
  };
  return {
    ports,
    context,
    watchOf: (total, message) => ({ cancel, onProgress: (done) => tell(done, total, message) }),
    watchTogether(total) {
      let sum = 0;
      return (message) => {
        let own = 0;
        return {
          cancel,
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
