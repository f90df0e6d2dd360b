import { activeBracket, anyCharacter, anyText } from './symbols';

const mostPatterns = 20;
const longest = 200;

/**
 * The patterns with wildcards that together take what a regular expression takes, as far as it is made of texts,
 * alternatives, `.`, `.*` and brackets; undefined for all others.
 *
 * @param isExtended Whether parentheses and bars stand for groups and alternatives by themselves, and not behind a backslash.
 */
export function patternsOfRegex(text: string, isExtended: boolean): readonly string[] | undefined {
  if (text.length > longest) {
    return undefined;
  }
  const reader = new Reader(text.replace(/^\^|(?<!\\)\$$/g, ''), isExtended);
  const patterns = reader.alternatives();
  return reader.isDone ? patterns : undefined;
}

class Reader {
  private at = 0;
  private failed = false;

  constructor(
    private readonly text: string,
    private readonly isExtended: boolean,
  ) {}

  get isDone(): boolean {
    return this.at >= this.text.length && !this.failed;
  }

  alternatives(): readonly string[] {
    const all = [...this.sequence()];
    while (this.takes('|')) {
      all.push(...this.sequence());
    }
    return all.slice(0, mostPatterns);
  }

  private sequence(): readonly string[] {
    let patterns: readonly string[] = [''];
    while (this.at < this.text.length && !this.failed && !this.isAhead('|') && !this.isAhead(')')) {
      const next = this.repeated(this.item());
      patterns = patterns.flatMap((start) => next.map((end) => start + end));
      this.failed ||= patterns.length > mostPatterns;
    }
    return patterns;
  }

  private item(): readonly string[] {
    if (this.takes('(')) {
      const inner = this.alternatives();
      this.failed ||= !this.takes(')');
      return inner;
    }
    const c = this.text[this.at++]!;
    if (c === '.') {
      return [anyCharacter];
    }
    if (c === '[') {
      const end = this.text.indexOf(']', this.at + 1);
      this.failed ||= end === -1;
      const bracket = this.text.slice(this.at - 1, end + 1);
      this.at = end + 1;
      return [activeBracket(bracket)];
    }
    if (c === '\\') {
      const escaped = this.text[this.at++] ?? '';
      this.failed ||= /\w/.test(escaped);
      return [escaped];
    }
    return [c];
  }

  /** What `*`, `+` or `?` behind an item make of it. */
  private repeated(item: readonly string[]): readonly string[] {
    const mark = /^[*+?]/.exec(this.text.slice(this.at))?.[0];
    if (mark === undefined) {
      return item;
    }
    this.at++;
    if (mark === '?') {
      return ['', ...item];
    }
    // Any number of something else than any character is more than a wildcard says.
    this.failed ||= item.length !== 1 || item[0] !== anyCharacter;
    return mark === '*' ? [anyText] : [anyCharacter + anyText];
  }

  private isAhead(mark: '(' | ')' | '|'): boolean {
    return this.isExtended ? this.text[this.at] === mark : this.text.startsWith(`\\${mark}`, this.at);
  }

  private takes(mark: '(' | ')' | '|'): boolean {
    if (!this.isAhead(mark)) {
      return false;
    }
    this.at += this.isExtended ? 1 : 2;
    return true;
  }
}
