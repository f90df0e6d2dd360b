import type { Instruction, Word } from '../dockerfile/tree';
import type { TextEdit } from '../text/edit';
import { subView, type TextView } from '../text/view';
import { defineRule } from './rule';

export const asInOtherCase = defineRule({
  id: 'as-in-other-case',
  title: 'AS is in another case than FROM',
  aliases: ['FromAsCasing'],
  category: 'style',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    '`FROM` and `AS` are keywords of one instruction. Written in the same case they stand out from the names between ' +
    'them, and the eye finds where a stage begins and what it is called.',
  differs: 'Where another word stands in the place of `AS`, that is an error, and nothing is said of its case.',
  examples: [
    {
      wrong: 'FROM alpine:3.22 «as» build\nRUN id\n',
      right: 'FROM alpine:3.22 AS build\nRUN id\n',
      fixed: 'FROM alpine:3.22 AS build\nRUN id\n',
    },
    {
      note: 'A `from` in a file that mostly has its keywords in upper case is brought to upper case as well.',
      wrong: 'from alpine:3.22 «AS» build\nRUN id\nRUN make\n',
      fixed: 'FROM alpine:3.22 AS build\nRUN id\nRUN make\n',
    },
    {
      wrong: 'from alpine:3.22 «AS» build\nrun make\n',
      fixed: 'from alpine:3.22 as build\nrun make\n',
    },
  ],
  references: ['https://docs.docker.com/reference/build-checks/from-as-casing/'],
  messages: { casing: 'Write {written} and {keyword} in the same case.' },
  check({ tree, report }) {
    for (const instruction of tree.instructions) {
      const as = asOf(instruction);
      const { keyword, logical } = instruction;
      // A keyword in mixed case has its own finding.
      if (!as || caseOf(keyword) === 'mixed' || caseOf(as.text) === caseOf(keyword)) {
        continue;
      }
      const upper = caseOf(keyword) === 'upper' || !isMostlyLower(tree.instructions);
      const edits = [...rewrite(subView(logical, 0, keyword.length), upper), ...rewrite(as.view, upper)];
      report({
        span: as.span,
        message: 'casing',
        params: { written: as.text, keyword },
        fixes: [{ title: 'Write FROM and AS in the same case', safe: true, edits }],
      });
    }
  },
});

function asOf({ name, args }: Instruction): Word | undefined {
  const as = name === 'FROM' && args.form === 'words' && args.words.length > 2 ? args.words[1] : undefined;
  return as?.text.toLowerCase() === 'as' ? as : undefined;
}

function caseOf(word: string): 'upper' | 'lower' | 'mixed' {
  return word === word.toUpperCase() ? 'upper' : word === word.toLowerCase() ? 'lower' : 'mixed';
}

function isMostlyLower(instructions: readonly Instruction[]): boolean {
  const balance = (instruction: Instruction) => ({ upper: -1, lower: 1, mixed: 0 })[caseOf(instruction.keyword)];
  return instructions.reduce((sum, instruction) => sum + balance(instruction), 0) > 0;
}

/** Edits for just the letters, since a keyword can be spread over lines. */
function rewrite({ text, runs }: TextView, upper: boolean): TextEdit[] {
  return runs.flatMap(({ view, origin, length }) => {
    const written = text.slice(view, view + length);
    const newText = upper ? written.toUpperCase() : written.toLowerCase();
    return newText === written ? [] : [{ span: { start: origin, end: origin + length }, newText }];
  });
}
