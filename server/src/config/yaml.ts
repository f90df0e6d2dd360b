import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLParseError } from 'yaml';
import type { Span } from '../text/span';
import type { Complain } from './problem';
import { remove } from './remedies';
import { cutOf } from './yamlCut';

/** A value of a YAML file with its place; aliases stand for what they repeat. */
export type YamlValue = YamlScalar | YamlList | YamlMap;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As the file has it, without quotes and escapes: `3.10` where the value is the number 3.1. */
  readonly text: string;
  readonly span: Span;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlItem[];
  readonly span: Span;
}

export interface YamlItem {
  readonly value: YamlValue;
  /** What goes when this goes; undefined where it cannot go alone. */
  readonly cut?: Span | undefined;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  readonly span: Span;
}

export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlValue;
  /** What goes when this goes; undefined where it cannot go alone. */
  readonly cut?: Span | undefined;
}

/** Limits against files that nobody wrote by hand. */
export const yamlLimits = {
  /** UTF-16 units of the text. */
  text: 100_000,
  /** Values, with aliases counted as often as they are used. */
  values: 5_000,
  depth: 32,
  problems: 20,
} as const;

/**
 * Reads the first document of a YAML 1.2 text. Undefined when it is empty or too large. `isWhole` is false where the
 * text is no YAML in some places; then what could be read may lack something. Never throws.
 */
export function readYaml(
  text: string,
  complain: Complain,
): { readonly value: YamlValue | undefined; readonly isWhole: boolean } {
  if (text.length > yamlLimits.text) {
    complain(
      { start: 0, end: 0 },
      `This file is too large to be a configuration: ${yamlLimits.text} characters are read.`,
    );
    return { value: undefined, isWhole: false };
  }
  let parsed: ReturnType<typeof parseDocument>;
  try {
    // Duplicate keys are found below, in linear time.
    parsed = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'error' });
  } catch {
    complain({ start: 0, end: 0 }, 'This is not YAML that can be read: make it simpler.');
    return { value: undefined, isWhole: false };
  }
  for (const error of firstOfEachLine(parsed.errors, text).slice(0, yamlLimits.problems)) {
    const [start, end] = error.pos;
    const span = clipped({ start, end }, text);
    const isFurther = error.code === 'MULTIPLE_DOCS';
    complain(
      span,
      sentenceOf(error),
      isFurther ? remove('Remove what follows the first document', { start, end: text.length }) : [],
    );
  }
  const state: Walk = { text, anchors: new Map(), values: 0, complain };
  const value = parsed.contents ? walk(parsed.contents, 0, undefined, state) : undefined;
  return { value, isWhole: parsed.errors.every(({ code }) => code === 'MULTIPLE_DOCS') };
}

/** What a missing bracket leads to is told many times near one place. */
function firstOfEachLine(errors: readonly YAMLParseError[], text: string): YAMLParseError[] {
  const inOrder = [...errors].sort((a, b) => a.pos[0] - b.pos[0]);
  return inOrder.filter(({ pos: [start] }, index) => {
    const before = inOrder[index - 1];
    return !before || text.slice(before.pos[0], start).includes('\n');
  });
}

function sentenceOf({ code, message }: YAMLParseError): string {
  if (code === 'MULTIPLE_DOCS') {
    return 'Only the first document of this file counts: remove this one.';
  }
  return code === 'RESOURCE_EXHAUSTION' || /stack/i.test(message) ? tooDeep : `This is not valid YAML: ${message}.`;
}

const tooDeep = 'This is nested too deeply to be read.';

interface Walk {
  readonly text: string;
  readonly anchors: Map<string, Node>;
  values: number;
  readonly complain: Complain;
}

/** The value of a node; `at` is the place of the alias that repeats it. Undefined beyond the limits. */
function walk(node: unknown, depth: number, at: Span | undefined, state: Walk): YamlValue | undefined {
  const span = at ?? spanOf(node, state.text);
  if (++state.values > yamlLimits.values) {
    if (state.values === yamlLimits.values + 1) {
      state.complain(
        span,
        `Aliases make more than ${yamlLimits.values} values of this file: what follows is not read.`,
      );
    }
    return undefined;
  }
  if (depth > yamlLimits.depth) {
    state.complain(span, tooDeep);
    // One such place is enough.
    state.values = yamlLimits.values + 1;
    return undefined;
  }
  if (isAlias(node)) {
    const source = state.anchors.get(node.source);
    if (!source) {
      state.complain(span, `No value above has the anchor "&${node.source}", for which "*${node.source}" stands.`);
    }
    return source && walk(source, depth + 1, span, state);
  }
  if (isMap(node) || isSeq(node) || isScalar(node)) {
    if (node.anchor) {
      state.anchors.set(node.anchor, node);
    }
  }
  if (isMap(node)) {
    const entries: YamlEntry[] = [];
    const keys = new Set<string>();
    for (const [index, pair] of node.items.entries()) {
      const entry = entryOf(pair, depth, cutOf(node, index, state.text), state);
      if (entry && keys.has(entry.key)) {
        state.complain(
          entry.keySpan,
          `"${entry.key}" stands here twice: the first one counts.`,
          remove(`Remove the repeated ${entry.key}`, entry.cut),
        );
      } else if (entry) {
        keys.add(entry.key);
        entries.push(entry);
      }
    }
    return { kind: 'map', entries, span };
  }
  if (isSeq(node)) {
    const items = node.items.flatMap((item, index): YamlItem[] => {
      const value = walk(item, depth + 1, undefined, state);
      return value ? [{ value, cut: cutOf(node, index, state.text) }] : [];
    });
    return { kind: 'list', items, span };
  }
  if (isScalar(node)) {
    const { value, source } = node;
    const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
    return { kind: 'scalar', value: plain, text: source ?? (plain === null ? '' : String(plain)), span };
  }
  return { kind: 'scalar', value: null, text: '', span };
}

function entryOf({ key, value }: Pair, depth: number, cut: Span | undefined, state: Walk): YamlEntry | undefined {
  const read = walk(key, depth + 1, undefined, state);
  if (read?.kind !== 'scalar') {
    return undefined;
  }
  const keySpan = read.span;
  const held = value === null || value === undefined ? undefined : walk(value, depth + 1, undefined, state);
  const missing: YamlScalar = { kind: 'scalar', value: null, text: '', span: keySpan };
  return value === null || value === undefined || held
    ? { key: read.text, keySpan, value: held ?? missing, cut }
    : undefined;
}

function spanOf(node: unknown, text: string): Span {
  const range = (node as { range?: readonly [number, number, number] | null } | null)?.range;
  return range ? clipped({ start: range[0], end: range[1] }, text) : { start: 0, end: 0 };
}

/** Within the text, and without the line break that some places end with. */
function clipped({ start, end }: Span, text: string): Span {
  const from = Math.max(0, Math.min(start, text.length));
  let to = Math.max(from, Math.min(end, text.length));
  while (to > from && (text[to - 1] === '\n' || text[to - 1] === '\r')) {
    to--;
  }
  return { start: from, end: to };
}
