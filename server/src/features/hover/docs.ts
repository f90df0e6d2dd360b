import type { Instruction } from '../../dockerfile/tree';
import type { DockerfileModel } from '../../model/model';
import type { Span } from '../../text/span';

/** What hovers say of the parts of a Dockerfile. All texts are Markdown in short, complete sentences. */
export interface InstructionDoc {
  /** What it does, in one or two sentences. */
  readonly summary: string;
  /** The ways to write it, one a line. */
  readonly forms: readonly string[];
  /** A short piece of a Dockerfile that shows good use. */
  readonly example: string;
  /** Whether it makes a layer, as the heading says it. */
  readonly layer: LayerKind;
  /** What it costs, or why it costs nothing. */
  readonly cost: string;
  /** What often surprises. */
  readonly notes: readonly string[];
  /** The release that brought it, where it was not there from the beginning: "Docker 1.12". */
  readonly since?: string;
}

/** `layer`: a new layer; `base`: the layers of another image; `metadata`: only a line in the image's configuration; `none`. */
export type LayerKind = 'layer' | 'base' | 'metadata' | 'none' | 'later';

export interface FlagDoc {
  /** The flag with its value's shape: `--chown=<user>[:<group>]`. */
  readonly form: string;
  readonly summary: string;
  readonly example: string;
  /** The release that brought it, where that is no version of the Dockerfile syntax; those are in the table of flags. */
  readonly since?: string;
  readonly notes?: readonly string[];
}

export interface DirectiveDoc {
  readonly form: string;
  readonly summary: string;
  readonly example: string;
  readonly since?: string;
  readonly notes: readonly string[];
}

/** A hover: the words that it is about and what it says, as Markdown. */
export interface HoverText {
  readonly span: Span;
  readonly markdown: string;
}

/** Where the mouse is: `offset` touches `instruction`, which may be one that an ONBUILD stores. */
export interface HoverPlace {
  readonly model: DockerfileModel;
  readonly instruction: Instruction;
  readonly offset: number;
}
