import type { Span } from '../text/span';
import { type CheckOptions, readCheckOptions } from './checkOptions';
import { readDirective } from './directives';
import { type SourceLines, sourceLines } from './sourceLines';
import type { Directive, DockerfileTree } from './tree';

/** The image that a file wants to be built with, from its `syntax` directive. */
export interface Frontend {
  /** Up to the first space, such as `docker/dockerfile:1`. */
  readonly image: string;
  readonly span: Span;
}

/**
 * The frontend that `docker build` runs for the file, undefined when it is the built-in one. It looks at the raw text:
 * behind `#!` in line 1, only unindented directives at the very top, with `#` or, where that finds none, `//`;
 * or a whole file that is a JSON object with a `syntax` key.
 */
export function frontendOf({ text, lines }: Pick<DockerfileTree, 'text' | 'lines'>): Frontend | undefined {
  const source = sourceLines(text, lines);
  const directive = findDirective(source, 'syntax', '#') ?? findDirective(source, 'syntax', '//');
  if (directive) {
    const image = directive.value.split(' ', 1)[0]!;
    return { image, span: { start: directive.valueSpan.start, end: directive.valueSpan.start + image.length } };
  }
  return frontendInJson(text);
}

/** The options of the file's `check` directive, which is looked up like `syntax` with `#`; spans are offsets in the file. */
export function checkOptionsOf({ text, lines }: Pick<DockerfileTree, 'text' | 'lines'>): CheckOptions | undefined {
  const directive = findDirective(sourceLines(text, lines), 'check', '#');
  return directive && shifted(readCheckOptions(directive.value), directive.valueSpan.start);
}

function shifted(options: CheckOptions, by: number): CheckOptions {
  const shift = <T extends { readonly span: Span }>(it: T): T => {
    return { ...it, span: { start: it.span.start + by, end: it.span.end + by } };
  };
  return {
    ...options,
    skip: options.skip.map(shift),
    experimental: options.experimental.map(shift),
    problem: options.problem && shift(options.problem),
  };
}

function findDirective({ text, starts, count }: SourceLines, name: string, prefix: string): Directive | undefined {
  const seen = new Set<string>();
  const bom = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (let line = text.startsWith('#!', bom) ? 1 : 0; line < count; line++) {
    const start = line === 0 ? bom : starts[line]!;
    if (!text.startsWith(prefix, start)) {
      return undefined;
    }
    const next = starts[line + 1] ?? text.length + 1;
    const end = text.charCodeAt(next - 2) === 0x0d ? next - 2 : next - 1;
    const directive = readDirective(text, start + prefix.length - 1, end);
    if (!directive || seen.has(directive.name)) {
      return undefined;
    }
    if (directive.name === name) {
      return directive;
    }
    seen.add(directive.name);
  }
  return undefined;
}

function frontendInJson(text: string): Frontend | undefined {
  const start = text.search(/[^\s\ufeff]/);
  if (text[start] !== '{') {
    return undefined;
  }
  try {
    const image: unknown = JSON.parse(text.replace(/^\ufeff/, '')).syntax;
    return typeof image === 'string' ? { image, span: { start, end: text.trimEnd().length } } : undefined;
  } catch {
    return undefined;
  }
}
