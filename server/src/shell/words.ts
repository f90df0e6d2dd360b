import type { Assignment, DoubleQuotedChild, WordPart as ParsedPart, Word } from 'unbash';
import type { Span } from '../text/span';
import type { ShellAssignment, ShellList, ShellWord, WordPart } from './script';

/** What the conversion of a parsed tree needs to know of the text that its positions count in. */
export interface Source {
  /** The span in the file of `[start, end)` in the parsed text. */
  spanOf(start: number, end: number): Span;
  /** Parses one word on its own; used for the alternatives of a brace expansion. */
  wordParts(text: string): readonly WordPart[];
  /** Converts the script of a command substitution. */
  scriptOf(part: { readonly pos: number; readonly end: number; readonly script: unknown }): ShellList;
}

/** Converts a word of the parser. */
export function convertWord(word: Word, source: Source): ShellWord {
  const parsed = word.parts;
  if (!parsed) {
    return new PlainWord(word.text, word.value, source, word.pos, word.end);
  }
  const span = source.spanOf(word.pos, word.end);
  const parts: WordPart[] = [];
  for (const part of parsed) {
    convertPart(part, false, source, parts);
  }
  return { text: word.text, span, value: staticValue(parts), parts };
}

/** A word without quotes and expansions. A class for the sake of memory alone: most words are such, and few are asked for more than their value. */
class PlainWord implements ShellWord {
  private place: Span | undefined = undefined;
  private pieces: readonly WordPart[] | undefined = undefined;

  constructor(
    readonly text: string,
    readonly value: string,
    private readonly source: Source,
    private readonly start: number,
    private readonly end: number,
  ) {}

  get span(): Span {
    this.place ??= this.source.spanOf(this.start, this.end);
    return this.place;
  }

  get parts(): readonly WordPart[] {
    if (this.pieces === undefined) {
      const only: WordPart = { kind: 'literal', text: this.value, quoted: this.text.charCodeAt(0) === 92 };
      this.pieces = [only];
    }
    return this.pieces;
  }
}

/** Converts an assignment, whether in front of a command or behind `export` and the like. */
export function convertAssignment(assignment: Assignment, source: Source): ShellAssignment {
  const { name, value } = assignment;
  const span = source.spanOf(assignment.pos, assignment.end);
  const append = assignment.append === true;
  if (value.type === 'Word') {
    return { name, value: convertWord(value, source), span, append };
  }
  const elements = value.elements.map((it) => convertWord(it, source));
  return { name, value: arrayWord(elements, source.spanOf(value.pos, value.end)), span, append, elements };
}

/** The word that an assignment behind `export` makes: `name=` and the value's parts. */
export function assignmentWord(assignment: Assignment, source: Source): ShellWord {
  const { name, value, span, append } = convertAssignment(assignment, source);
  const parts: WordPart[] = [{ kind: 'literal', text: `${name}${append ? '+=' : '='}`, quoted: false }, ...value.parts];
  return { text: assignment.text, span, value: staticValue(parts), parts };
}

/** Takes a plain word such as `NAME=value` apart, as `env` does; undefined when it is none. */
export function splitAssignment(word: ShellWord): ShellAssignment | undefined {
  const first = word.parts[0];
  if (first?.kind !== 'literal') {
    return undefined;
  }
  const match = /^([A-Za-z_]\w*)(\+?)=/.exec(first.text);
  if (!match) {
    return undefined;
  }
  const rest = first.text.slice(match[0].length);
  const parts: WordPart[] = [{ kind: 'literal', text: rest, quoted: first.quoted }, ...word.parts.slice(1)];
  const offset = word.text.indexOf('=') + 1;
  const value = { text: word.text.slice(offset), span: word.span, value: staticValue(parts), parts };
  return { name: match[1]!, value, span: word.span, append: match[2] === '+' };
}

/** A word that is the given text and nothing else. */
export function literalWord(text: string, span: Span): ShellWord {
  return { text, span, value: text, parts: [{ kind: 'literal', text, quoted: true }] };
}

function staticValue(parts: readonly WordPart[]): string | undefined {
  let value = '';
  for (const part of parts) {
    if (part.kind !== 'literal' && part.kind !== 'glob' && part.kind !== 'brace') {
      return undefined;
    }
    value += part.text;
  }
  return value;
}

function arrayWord(elements: readonly ShellWord[], span: Span): ShellWord {
  const parts: WordPart[] = [];
  for (const element of elements) {
    if (parts.length > 0) {
      parts.push({ kind: 'literal', text: ' ', quoted: false });
    }
    parts.push(...element.parts);
  }
  const text = elements.map((element) => element.text).join(' ');
  return { text, span, value: staticValue(parts), parts };
}

function convertPart(part: ParsedPart, quoted: boolean, source: Source, parts: WordPart[]): void {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      parts.push({ kind: 'literal', text: part.value, quoted: quoted || part.type !== 'Literal' });
      return;
    case 'DoubleQuoted':
    case 'LocaleString':
      if (part.parts.length === 0) {
        parts.push({ kind: 'literal', text: '', quoted: true });
      }
      for (const child of part.parts as readonly DoubleQuotedChild[]) {
        convertPart(child, true, source, parts);
      }
      return;
    case 'Glob':
    case 'ExtendedGlob':
      parts.push({ kind: 'glob', text: part.text });
      return;
    case 'BraceExpansion':
      parts.push({ kind: 'brace', text: part.text, alternatives: alternativesOf(part.text, source) });
      return;
    case 'SimpleExpansion':
      parts.push(plainVariable(part.text.slice(1), part.text, quoted));
      return;
    case 'ParameterExpansion':
      parts.push(convertParameter(part, quoted, source));
      return;
    case 'CommandExpansion':
      parts.push(new ScriptPart('substitution', part, quoted, source));
      return;
    case 'ArithmeticExpansion':
      parts.push({
        kind: 'arithmetic',
        text: part.text,
        quoted,
        calculation: part.text.replace(/^\$\(\(|\)\)$|^\$\[|\]$/g, ''),
      });
      return;
    case 'ProcessSubstitution':
      parts.push(
        part.operator === '<'
          ? new ScriptPart('process', part, quoted, source)
          : { kind: 'other', text: part.text, quoted },
      );
      return;
    default:
      parts.push({ kind: 'other', text: (part as ParsedPart).text, quoted });
  }
}

function plainVariable(name: string, text: string, quoted: boolean): WordPart {
  return { kind: 'variable', name, text, quoted, operator: undefined, operand: undefined, replacement: undefined };
}

function convertParameter(
  part: Extract<ParsedPart, { type: 'ParameterExpansion' }>,
  quoted: boolean,
  source: Source,
): WordPart {
  const { parameter, text, prefix, operation, index } = part;
  if (!prefix && !operation && !index) {
    return plainVariable(parameter, text, quoted);
  }
  let operator = 'unknown';
  let operand: ShellWord | undefined;
  let replacement: ShellWord | undefined;
  if (prefix === '!' && !operation && !index) {
    operator = '!';
  } else if (prefix === '#' && !operation && !index) {
    operator = 'length';
  } else if (!prefix && !operation && index) {
    operator = /^[@*]$/.test(index.text) ? '[@]' : '[]';
    operand = operator === '[]' ? convertWord(index, source) : undefined;
  } else if (!prefix && operation) {
    if (operation.type === 'Default' || operation.type === 'Remove') {
      operator = operation.operator;
      operand = convertWord(operation.operand, source);
    } else if (operation.type === 'Replace') {
      operator = operation.operator;
      operand = convertWord(operation.pattern, source);
      replacement = convertWord(operation.replacement, source);
    } else if (operation.type === 'Slice') {
      operator = operation.operator;
      operator = index && /^[@*]$/.test(index.text) ? '[@]:' : operation.operator;
      operand = convertWord(operation.offset, source);
      replacement = operation.length && convertWord(operation.length, source);
    } else if (operation.type === 'CaseModification') {
      operator = operation.operator;
      operand = operation.operand && convertWord(operation.operand, source);
    }
  }
  return { kind: 'variable', name: parameter, text, quoted, operator, operand, replacement };
}

/** The script of a substitution is converted only when somebody asks for it. */
class ScriptPart {
  readonly text: string;
  private converted: ShellList | undefined;

  constructor(
    readonly kind: 'substitution' | 'process',
    private readonly parsed: Extract<ParsedPart, { type: 'CommandExpansion' | 'ProcessSubstitution' }>,
    readonly quoted: boolean,
    private readonly source: Source,
  ) {
    this.text = parsed.text;
  }

  get body(): ShellList {
    this.converted ??= this.source.scriptOf(this.parsed);
    return this.converted;
  }
}

const maxAlternatives = 100;

function alternativesOf(text: string, source: Source): readonly (readonly WordPart[])[] {
  const inner = text.slice(1, -1);
  const range = /^(-?\d+)\.\.(-?\d+)$/.exec(inner);
  if (range) {
    const from = Number(range[1]);
    const to = Number(range[2]);
    const count = Math.min(Math.abs(to - from) + 1, maxAlternatives);
    const step = to < from ? -1 : 1;
    return Array.from({ length: count }, (_, i) => [
      { kind: 'literal' as const, text: String(from + i * step), quoted: false },
    ]);
  }
  return splitAtCommas(inner)
    .slice(0, maxAlternatives)
    .map((alternative) => source.wordParts(alternative));
}

function splitAtCommas(text: string): string[] {
  const pieces: string[] = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '\\') {
      i++;
    } else if (quote !== '') {
      quote = c === quote ? '' : quote;
    } else if (c === '"' || c === "'") {
      quote = c;
    } else if (c === '{') {
      depth++;
    } else if (c === '}') {
      depth--;
    } else if (c === ',' && depth === 0) {
      pieces.push(text.slice(from, i));
      from = i + 1;
    }
  }
  pieces.push(text.slice(from));
  return pieces;
}
