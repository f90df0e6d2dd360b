import type { DockerfileTree } from '../dockerfile/tree';
import { lineAt } from '../text/lines';
import type { Span } from '../text/span';
import type { SuppressedName, Suppression } from './engine/suppressions';
import { defineRule, type Fix } from './rule';

export const unusedSuppression = defineRule({
  id: 'unused-suppression',
  title: 'Suppression without anything to suppress',
  aliases: [],
  category: 'style',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'A comment that silences a rule should go when there is nothing to silence any more: it would hide the next real ' +
    'finding at this place. Only our own `# strata` comments are reported, because other tools may still need theirs.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\n«# strata ignore=maintainer-deprecated -- we are used to it»\nRUN id\n',
      right: 'FROM alpine:3.22\n# strata ignore=maintainer-deprecated -- we are used to it\nMAINTAINER Jane\n',
      fixed: 'FROM alpine:3.22\nRUN id\n',
    },
    {
      note: 'What is still needed stays.',
      wrong: 'FROM alpine:3.22\n# strata ignore=maintainer-deprecated,«keyword-not-upper-case»\nMAINTAINER Jane\n',
      fixed: 'FROM alpine:3.22\n# strata ignore=maintainer-deprecated\nMAINTAINER Jane\n',
    },
  ],
  references: [],
  messages: {
    comment: 'This comment suppresses nothing here: remove it.',
    name: 'There is no finding of {name} to suppress here: remove the name.',
  },
  afterOthers: true,
  check({ tree, suppressions, report }) {
    for (const suppression of suppressions.all) {
      const { dialect, names, span } = suppression;
      const idle = dialect === 'strata' ? names.filter((name) => suppressions.isIdle(name)) : [];
      if (idle.length === 0) {
        continue;
      }
      if (idle.length === names.length) {
        report({ span, message: 'comment', tags: ['unnecessary'], fixes: [removeComment(suppression, tree)] });
        continue;
      }
      for (const name of idle) {
        report({
          span: name.span,
          message: 'name',
          params: { name: name.written },
          tags: ['unnecessary'],
          fixes: [removeName(name, names)],
        });
      }
    }
  },
});

function removeComment({ span }: Suppression, { lines, text, instructions }: DockerfileTree): Fix {
  const line = lineAt(lines, span.start);
  const whole: Span = { start: lines.starts[line]!, end: lines.starts[line + 1] ?? text.length };
  // Above all instructions the comment may be what keeps a line below it from being a directive.
  const safe = (instructions[0]?.firstLine ?? 0) < line;
  return { title: 'Remove the comment', safe, edits: [{ span: whole, newText: '' }] };
}

/** Removes a name with one of its commas. */
function removeName(name: SuppressedName, names: readonly SuppressedName[]): Fix {
  const at = names.indexOf(name);
  const span =
    at === 0
      ? { start: name.span.start, end: names[1]!.span.start }
      : { start: names[at - 1]!.span.end, end: name.span.end };
  return { title: `Remove ${name.written}`, safe: true, edits: [{ span, newText: '' }] };
}
