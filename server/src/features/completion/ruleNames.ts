import { rules } from '../../rules';
import { type Dialect, dialectOf } from '../../rules/engine/names';
import type { Completion } from './place';

/** Names of rules in a comment that suppresses them, in the words of the tool that the comment speaks to. */
export function completeRuleNames(text: string, offset: number): Completion[] {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  for (const { pattern, dialect } of comments) {
    const match = pattern.exec(line);
    if (match) {
      const typed = match[1]!;
      const span = { start: offset - typed.length, end: offset };
      const given = new Set(line.split(/[=,]/));
      return namesIn(dialect)
        .filter(({ name }) => !given.has(name))
        .map(({ name, title }) => ({ label: name, kind: 'value', detail: title, span, text: name, isSnippet: false }));
    }
  }
  return [];
}

const comments: readonly { pattern: RegExp; dialect: Dialect | 'strata' }[] = [
  { pattern: /^\s*#\s*strata\s+ignore(?:-file)?=(?:[\w-]+,)*([\w-]*)$/, dialect: 'strata' },
  { pattern: /^\s*#\s*hadolint\s+(?:(?:global|stage)\s+)?ignore=(?:\w+,)*(\w*)$/, dialect: 'hadolint' },
  { pattern: /^\s*#\s*check\s*=\s*(?:[^;\s]*;)*skip=(?:\w+,)*(\w*)$/, dialect: 'buildkit' },
];

/** The names of a dialect with what they stand for; a code that several rules answer to is named once. */
function namesIn(dialect: Dialect | 'strata'): { name: string; title: string }[] {
  const titles = new Map<string, string>();
  for (const { id, title, aliases } of rules) {
    const names = dialect === 'strata' ? [id] : aliases.filter((code) => dialectOf(code) === dialect);
    for (const name of names) {
      const known = titles.get(name);
      titles.set(name, known === undefined ? title : `${known}; ${title}`);
    }
  }
  return [...titles].map(([name, title]) => ({ name, title }));
}
