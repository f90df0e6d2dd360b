import type { DockerfileTree } from '../../dockerfile/tree';
import { rules } from '../../rules';
import { type Dialect, dialectOf, namesOf } from '../../rules/engine/names';
import { readSuppressions } from '../../rules/engine/suppressions';
import type { Finding } from '../../rules/rule';
import { lineAt } from '../../text/lines';
import { touches } from '../../text/span';
import { isWorthSuppressing } from '../suppressionComments';
import type { Completion } from './place';

/**
 * Names of rules in a comment that suppresses them, in the words of the tool that the comment speaks to; before all
 * others those of which there is a finding where the comment counts.
 */
export function completeRuleNames(
  tree: DockerfileTree,
  offset: number,
  findings: () => readonly Finding[],
): Completion[] {
  const { text } = tree;
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  for (const { pattern, dialect } of comments) {
    const match = pattern.exec(line);
    if (match) {
      const typed = match[1]!;
      const span = { start: offset - typed.length, end: offset };
      const given = new Set(line.split(/[=,]/));
      const found = namesOfFindings(tree, offset, dialect, findings());
      return namesIn(dialect, found)
        .filter(({ name }) => !given.has(name))
        .map(({ name, title }) => {
          const likely = found.has(name) && { isLikely: true };
          return { label: name, kind: 'value', detail: title, span, text: name, isSnippet: false, ...likely };
        });
    }
  }
  return [];
}

const comments: readonly { pattern: RegExp; dialect: Dialect | 'strata' }[] = [
  { pattern: /^\s*#\s*strata\s+ignore(?:-file)?=(?:[\w-]+,)*([\w-]*)$/, dialect: 'strata' },
  { pattern: /^\s*#\s*hadolint\s+(?:(?:global|stage)\s+)?ignore=(?:\w+,)*(\w*)$/, dialect: 'hadolint' },
  { pattern: /^\s*#\s*check\s*=\s*(?:[^;\s]*;)*skip=(?:\w+,)*(\w*)$/, dialect: 'buildkit' },
];

/** What the findings that the comment at an offset would suppress go by in a dialect, with what they say. */
function namesOfFindings(
  tree: DockerfileTree,
  offset: number,
  dialect: Dialect | 'strata',
  findings: readonly Finding[],
): ReadonlyMap<string, string> {
  const comment = readSuppressions(tree, namesOf(rules)).find(({ span }) => touches(span, offset));
  const found = new Map<string, string>();
  for (const finding of comment ? findings.filter(isWorthSuppressing) : []) {
    const { span, rule, foreign, aliases, message } = finding;
    const line = lineAt(tree.lines, span.start);
    // What is unfinished in the comment itself is about to be written.
    if (!touches(comment!.span, span.start) && comment!.lines.first <= line && line <= comment!.lines.last) {
      const own = foreign?.code ?? rule;
      const names = dialect === 'strata' ? [own] : aliases.filter((code) => dialectOf(code) === dialect);
      for (const name of names) {
        found.set(name, message);
      }
    }
  }
  return found;
}

/** The names of a dialect with what they stand for; a code that several rules answer to is named once. */
function namesIn(
  dialect: Dialect | 'strata',
  found: ReadonlyMap<string, string>,
): { readonly name: string; readonly title: string }[] {
  const titles = new Map<string, string>();
  for (const { id, title, aliases } of rules) {
    const names = dialect === 'strata' ? [id] : aliases.filter((code) => dialectOf(code) === dialect);
    for (const name of names) {
      const known = titles.get(name);
      titles.set(name, known === undefined ? title : `${known}; ${title}`);
    }
  }
  for (const [name, message] of found) {
    titles.set(name, titles.get(name) ?? message);
  }
  return [...titles].map(([name, title]) => ({ name, title }));
}
