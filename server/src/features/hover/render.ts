import type { FlagInfo } from '../../dockerfile/instructions';
import type { DirectiveDoc, FlagDoc, InstructionDoc, LayerKind } from './docs';
import type { MountTypeDoc } from './mountDocs';

/** The hover of an instruction as Markdown. */
export function renderInstruction(name: string, doc: InstructionDoc): string {
  return blocks(
    heading(name, layerTitles[doc.layer]),
    doc.summary,
    fence(doc.forms.join('\n')),
    `**In the image:** ${doc.cost}`,
    list(doc.notes),
    '**Example**',
    fence(doc.example),
    doc.since && `*Since ${doc.since}.*`,
  );
}

export function renderFlag(instruction: string, { since }: FlagInfo, doc: FlagDoc): string {
  return blocks(
    heading(code(doc.form), `flag of ${instruction}`),
    doc.summary,
    doc.notes && list(doc.notes),
    fence(doc.example),
    sinceLine(doc.since ?? (since && `Dockerfile ${since}`)),
  );
}

export function renderDirective(doc: DirectiveDoc): string {
  return blocks(
    heading(code(doc.form), 'parser directive'),
    doc.summary,
    list(doc.notes),
    fence(doc.example),
    sinceLine(doc.since),
  );
}

export function renderMountType(type: string, doc: MountTypeDoc): string {
  const keys = Object.entries(doc.keys)
    .filter(([, text]) => !text.startsWith('same as'))
    .map(([key, text]) => `${code(key)}: ${text}`);
  return blocks(heading(code(`type=${type}`), 'mount of RUN'), doc.summary, list(keys), fence(doc.example));
}

/** A first line with what it is, in bold, and of which kind. */
export function heading(what: string, kind: string): string {
  return `**${what}** · ${kind}`;
}

/** Paragraphs, lists and fences, one below the other; empty ones are left out. */
export function blocks(...parts: readonly (string | undefined | false)[]): string {
  return parts.filter((part) => part).join('\n\n');
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** A piece of a Dockerfile, coloured as such. */
export function fence(text: string): string {
  const ticks = '`'.repeat(Math.max(3, longestRunOfTicks(text) + 1));
  return `${ticks}dockerfile\n${text}\n${ticks}`;
}

/** Text shown as it is, whatever it contains; line breaks become blanks. */
export function code(text: string): string {
  const line = text.replace(/\s*[\r\n]+\s*/g, ' ');
  const ticks = '`'.repeat(longestRunOfTicks(line) + 1);
  const needsPadding = line.startsWith('`') || line.endsWith('`');
  return needsPadding ? `${ticks} ${line} ${ticks}` : ticks + line + ticks;
}

const layerTitles: Readonly<Record<LayerKind, string>> = {
  layer: 'makes a layer',
  base: 'brings the layers of its base',
  metadata: 'no layer, image configuration only',
  none: 'no layer, build time only',
  later: 'no layer here, runs in later builds',
};

function sinceLine(since: string | undefined): string | undefined {
  return since && `*Since ${since}.*`;
}

function longestRunOfTicks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
