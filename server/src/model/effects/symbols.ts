/*
 * Strings in the abstract machine are the ones that the shell would have, with some marks from Unicode's private use
 * area for what cannot be known when the file is only read. They never leave this folder: `readable` takes them out.
 */

/** An active `*` of a pattern. */
export const anyText = '\uE010';
/** An active `?` of a pattern, or with what stands between the next two marks behind it a bracket expression. */
export const anyCharacter = '\uE011';
const bracketStart = '\uE016';
const bracketEnd = '\uE017';
const bracket = /\uE011\uE016([^\uE017]*)\uE017/g;
/** Around the source of a value that only a build can tell; equal sources are taken for equal values. */
const opaqueStart = '\uE012';
const opaqueEnd = '\uE013';
/** A blank in such a source, which splits no words. */
const opaqueBlank = '\uE018';
/** A part of a file name that nobody knows, such as the folder inside an archive: it may be any text. */
export const unknownName = '\uE014';

/** The stand-in for a value that is made at run time by `source`, for example `$(curl …)`. */
export function opaque(source: string): string {
  return opaqueStart + source.replaceAll('/', '\u2215').replace(/\s+/g, opaqueBlank) + opaqueEnd;
}

/** The working directory of a base image that nobody knows. */
export const unknownFolder = `/${opaque('.')}`;

/** The folder above a component of a path, where only a build knows which that is; undefined where it can be told. */
export function unknownParent(segment: string): string | undefined {
  const levels = /^\uE012(\.(?:\.(?:\u2215\.\.)*)?)\uE013$/.exec(segment)?.[1]?.replaceAll('\u2215', '/');
  return levels && opaque(levels === '.' ? '..' : `${levels}/..`);
}

/** The name of the program whose path a value is, where the source of the value asks for that and for nothing else. */
export function programLookedFor(text: string): string | undefined {
  return /^\uE012(?:\$\(|`)(?:command\uE018-v|which|type\uE018-p)\uE018([\w.+-]+)(?:\)|`)\uE013$/.exec(text)?.[1];
}

/** The name of the variable whose value a string is, where only a build can tell it. */
export function variableAskedFor(text: string): string | undefined {
  return /^\uE012\$\{?(\w+)\}?\uE013$/.exec(text)?.[1];
}

/** A string with other texts in the place of the variables in it whose values only a build can tell. */
export function replaceVariables(text: string, replacement: (variable: string) => string): string {
  return isKnown(text) ? text : text.replace(/\uE012\$\{?\w+\}?\uE013/g, replacement);
}

/** True when a string holds something that only a build can tell. */
export function isKnown(text: string): boolean {
  return !/[\uE010-\uE014]/.test(text);
}

/** True when a string is not empty whatever the parts of it are that only a build can tell. */
export function hasKnownText(text: string): boolean {
  return /[^\uE010-\uE018]/.test(isKnown(text) ? text : text.replace(/\uE012[^\uE013]*\uE013/g, ''));
}

/** True when a string has active wildcards. */
export function hasWildcards(text: string): boolean {
  return text.includes(anyText) || text.includes(anyCharacter);
}

/** Makes the wildcards of an unquoted text active. */
export function activateWildcards(text: string): string {
  return /[*?[]/.test(text)
    ? text.replace(/\[(?:\[:\w+:\]|[^\]/])+\]|\*+|\?/g, (it) =>
        it[0] === '[' ? activeBracket(it) : it === '?' ? anyCharacter : anyText,
      )
    : text;
}

/** A value that no variable of the file, home folder or working directory names. */
const nameless = /\uE012(?!\$\{?\w+\}?\uE013|~\w*\uE013|\.[.\u2215]*\uE013)[^\uE013]*\uE013/g;

/** True when a path can be written down for a shell: its unknown parts are variables of the file and the like. */
export function isNameable(text: string): boolean {
  return text.search(nameless) === -1;
}

/** A bracket expression such as `[a-z]` of a pattern. */
export function activeBracket(text: string): string {
  return anyCharacter + bracketStart + text.slice(1, -1) + bracketEnd;
}

/** Puts the wildcards of a pattern back as they are written. */
export function withPlainWildcards(text: string): string {
  return text.replace(bracket, '[$1]').replaceAll(anyText, '*').replaceAll(anyCharacter, '?');
}

/** Puts another text in the place of every wildcard for one character. */
export function replaceCharacters(text: string, replacement: string): string {
  return text.replace(bracket, replacement).replaceAll(anyCharacter, replacement);
}

/** A pattern as a regular expression for a part of a text. */
export function regexOf(pattern: string): string {
  return pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll(anyText, '[\\s\\S]*?')
    .replace(bracket, '[\\s\\S]')
    .replaceAll(anyCharacter, '[\\s\\S]');
}

/** How a string is shown to people. */
export function readable(text: string): string {
  return withPlainWildcards(text)
    .replace(/^\/\uE012\.\uE013(?:\/|$)/, (all) => (all.endsWith('/') ? '' : '.'))
    .replace(/^\/(?=\uE012)/, '')
    .replace(nameless, unknownName)
    .replace(/\uE014+/g, unknownName)
    .replaceAll(unknownName, '*')
    .replaceAll('\u2215', '/')
    .replace(/[\uE012\uE013]/g, '');
}

/** A path as a word of a shell, quoted where a variable in it may hold blanks; wildcards stay active. */
export function asShellWord(path: string): string {
  const text = readable(path);
  return /^[\w@%+=:,./*~-]+$/.test(text) || (text.includes('*') && !/\s/.test(text))
    ? text
    : `"${text.replace(/(["\\`])/g, '\\$1')}"`;
}

/** Names that are so long are no names; comparing them is not worth the time. */
const maxWork = 100_000;

/**
 * True when a pattern and a name can mean the same text. Wildcards stand in the pattern, unknown parts in the name.
 *
 * @param hidden Whether a leading wildcard takes names that begin with a dot; the shell says no, `find` says yes.
 */
export function matchesName(pattern: string, name: string, hidden: boolean): boolean {
  if (pattern === name) {
    return true;
  }
  if (!hidden && name.startsWith('.') && (pattern[0] === anyText || pattern[0] === anyCharacter)) {
    return false;
  }
  const isShort = pattern.length * name.length < maxWork;
  return isShort && (hasWildcards(pattern) || name.includes(unknownName)) && canMeet(pattern, name);
}

/** Row by row over the pattern, so that many wildcards cost no more than the product of both lengths. */
function canMeet(pattern: string, name: string): boolean {
  const tokens = pattern.includes(bracketStart) ? tokensOf(pattern) : pattern;
  let reached = new Array<boolean>(name.length + 1).fill(false);
  reached[0] = true;
  for (let p = 0; p <= tokens.length; p++) {
    const wanted = tokens[p];
    const next = new Array<boolean>(name.length + 1).fill(false);
    for (let n = 0; n <= name.length; n++) {
      if (!reached[n]) {
        continue;
      }
      const given = name[n];
      if (given === unknownName || (wanted === anyText && given !== undefined)) {
        reached[n + 1] = true;
      }
      if (wanted === anyText || given === unknownName) {
        next[n] = true;
      }
      if (wanted !== undefined && given !== undefined && isThat(wanted, given)) {
        next[n + 1] = true;
      }
    }
    if (p === tokens.length) {
      return reached[name.length]!;
    }
    reached = next;
  }
  return false;
}

function isThat(wanted: string | RegExp, given: string): boolean {
  return typeof wanted === 'string' ? wanted === given || wanted === anyCharacter : wanted.test(given);
}

/** The characters of a pattern, with its bracket expressions as regular expressions. */
function tokensOf(pattern: string): readonly (string | RegExp)[] {
  const tokens = pattern.match(/\uE011\uE016[^\uE017]*\uE017|[\s\S]/g) ?? [];
  return tokens.map((it) => (it[1] === bracketStart ? setOf(it.slice(2, -1)) : it));
}

const namedSets: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\s',
  xdigit: '0-9A-Fa-f',
};

/** What a bracket expression takes; anything when it cannot be read. */
function setOf(text: string): RegExp {
  const isNegated = /^[!^]/.test(text);
  const members = text
    .slice(isNegated ? 1 : 0)
    .split(/(\[:\w+:\])/)
    .map((it) => namedSets[/^\[:(\w+):\]$/.exec(it)?.[1] ?? ''] ?? it.replace(/[\\\][^]/g, '\\$&'));
  try {
    return new RegExp(`[${isNegated ? '^' : ''}${members.join('')}]`);
  } catch {
    return /[\s\S]/;
  }
}
