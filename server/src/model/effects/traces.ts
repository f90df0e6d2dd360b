import type { Span } from '../../text/span';
import type { Attempt, Killing } from './machine';
import type { FileNode, Layer } from './nodes';

/** What one instruction did to the files. */
export interface LayerTrace {
  readonly layer: Layer;
  /** What it wrote and what is still there at its end. */
  readonly written: readonly FileNode[];
  /** What it removed or wrote again of earlier layers. */
  readonly deaths: readonly Death[];
  readonly attempts: readonly Attempt[];
  /** Where the shell of a RUN is at its end. */
  readonly shellFolder: string;
}

/** Bytes of an earlier layer that an instruction killed. */
export interface Death {
  readonly node: FileNode;
  readonly path: string;
  readonly size: number;
  readonly span: Span;
  readonly how: Killing['how'];
  /** False for a part of a folder. */
  readonly isWhole: boolean;
}
