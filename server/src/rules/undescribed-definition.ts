import type { Comment, DockerfileTree, Instruction } from '../dockerfile/tree';
import { lineAt } from '../text/lines';
import { defineRule, type Fix } from './rule';

export const undescribedDefinition = defineRule({
  id: 'undescribed-definition',
  title: 'Comment does not describe the stage or argument below it',
  aliases: ['InvalidDefinitionDescription'],
  category: 'style',
  severity: 'info',
  recommended: false,
  since: '0.1.0',
  fix: 'safe',
  why:
    '`docker build --call=outline` shows the comment above a stage or an argument as its description, if it begins with ' +
    'the name. Any other comment there is not shown. To keep a comment apart from what is below, put an empty `#` line ' +
    'between them.',
  differs:
    'It is off, as it is in BuildKit, where it is experimental. Blank lines do not keep a comment apart, although the ' +
    'documentation of the check says so.',
  examples: [
    {
      wrong: '# «The version of the base.»\nARG VERSION=3.22\nFROM alpine:$VERSION\n',
      right: '# VERSION is the version of the base.\nARG VERSION=3.22\nFROM alpine:$VERSION\n',
      fixed: '# VERSION The version of the base.\nARG VERSION=3.22\nFROM alpine:$VERSION\n',
    },
    {
      wrong: '# «Compiles.»\nFROM alpine:3.22 AS build\nRUN make\n',
      right: '# Compiles.\n#\nFROM alpine:3.22 AS build\nRUN make\n',
    },
  ],
  references: ['https://docs.docker.com/reference/build-checks/invalid-definition-description/'],
  messages: { other: 'Begin this comment with {name} to describe it, or put an empty # line below.' },
  check({ tree, report }) {
    for (const instruction of tree.instructions) {
      const names = namesOf(instruction);
      const comment = instruction.comments.at(-1);
      if (names.length === 0 || !comment || comment.text.trim() === '') {
        continue;
      }
      const text = comment.text.trimStart();
      const isIndented = comment.span.start !== tree.lines.starts[comment.line];
      if (isIndented || !names.some((name) => text.trimEnd() === name || text.startsWith(`${name} `))) {
        const start = comment.span.end - text.length;
        report({
          span: { start, end: comment.span.start + 1 + comment.text.trimEnd().length },
          message: 'other',
          params: { name: names[0]! },
          related: [{ span: instruction.keywordSpan, message: 'This is what the comment belongs to.' }],
          fixes: fixesFor(comment, start, names[0]!, tree),
        });
      }
    }
  },
});

/** The name of a stage as Docker stores it, or those of arguments. */
function namesOf({ name, args }: Instruction): string[] {
  if (name === 'ARG') {
    return args.form === 'pairs' ? args.pairs.map(({ key }) => key.text) : [];
  }
  const alias = name === 'FROM' && args.form === 'words' && args.words.length === 3 ? args.words[2] : undefined;
  return alias ? [alias.text.toLowerCase()] : [];
}

function fixesFor({ span }: Comment, start: number, name: string, { lines }: DockerfileTree): Fix[] {
  const indentation = { start: lines.starts[lineAt(lines, span.start)]!, end: span.start };
  return [
    {
      title: `Begin the comment with ${name}`,
      safe: true,
      edits: [
        ...(indentation.end > indentation.start ? [{ span: indentation, newText: '' }] : []),
        { span: { start, end: start }, newText: start === span.start + 1 ? ` ${name} ` : `${name} ` },
      ],
    },
  ];
}
