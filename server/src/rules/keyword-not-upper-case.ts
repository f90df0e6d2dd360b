import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import type { TextEdit } from '../text/edit';
import { subView } from '../text/view';
import { defineRule } from './rule';

export const keywordNotUpperCase = defineRule({
  id: 'keyword-not-upper-case',
  title: 'Keyword is not in upper case',
  aliases: ['CASING_INSTRUCTION', 'ConsistentInstructionCasing'],
  category: 'style',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'Docker takes keywords in any case, but nearly everybody writes them in upper case, because that sets them apart ' +
    'from their arguments and lets the eye find the steps of a build. With `style: majority` the rule asks only for ' +
    'one case throughout the file, as BuildKit does.',
  examples: [
    {
      wrong: '«from» alpine:3.22\nRUN id\n«Cmd» ["sh"]\n',
      right: 'FROM alpine:3.22\nRUN id\nCMD ["sh"]\n',
      fixed: 'FROM alpine:3.22\nRUN id\nCMD ["sh"]\n',
    },
    {
      note: 'The trigger behind ONBUILD has a keyword, too.',
      wrong: 'FROM alpine:3.22\nONBUILD «run» id\n',
      fixed: 'FROM alpine:3.22\nONBUILD RUN id\n',
    },
    {
      note: 'With `style: majority` a file in lower case is fine, and the odd one out is reported.',
      options: { style: 'majority' },
      wrong: 'from alpine:3.22\nrun id\n«CMD» ["sh"]\n',
      right: 'from alpine:3.22\nrun id\ncmd ["sh"]\n',
      fixed: 'from alpine:3.22\nrun id\ncmd ["sh"]\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#format',
    'https://docs.docker.com/reference/build-checks/consistent-instruction-casing/',
  ],
  options: {
    style: {
      type: 'string',
      enum: ['upper', 'majority'],
      default: 'upper',
      description: 'The case to ask for: upper case, or the one that most keywords of the file have.',
    },
  },
  messages: {
    upper: 'Write the keyword {keyword} in upper case.',
    lower: 'Write the keyword {keyword} in lower case, as most keywords of this file are.',
  },
  check({ tree, options, report }) {
    let known: Case | undefined;
    const majority = (): Case => {
      known ??= majorityCase(tree);
      return known;
    };
    const wanted = options.style === 'majority' ? majority() : 'upper';
    const check = (instruction: Instruction, isTrigger: boolean): void => {
      const { name, keyword, keywordSpan, trigger } = instruction;
      // An unknown keyword has worse to hear than how it is written.
      if (name !== undefined && !(keyword === name ? wanted === 'upper' : isIn(keyword, wanted))) {
        const aliases = [];
        if (!isIn(keyword, 'upper')) {
          aliases.push('CASING_INSTRUCTION');
        }
        if (!isTrigger && !isIn(keyword, majority())) {
          aliases.push('ConsistentInstructionCasing');
        }
        const title = wanted === 'upper' ? 'Write the keyword in upper case' : 'Write the keyword in lower case';
        const fix = { title, safe: true, edits: rewriteKeyword(instruction, name, wanted) };
        report({ span: keywordSpan, message: wanted, params: { keyword }, aliases, fixes: [fix] });
      }
      if (trigger) {
        check(trigger, true);
      }
    };
    for (const instruction of tree.instructions) {
      check(instruction, false);
    }
  },
});

type Case = 'upper' | 'lower';

function isIn(keyword: string, wanted: Case): boolean {
  return keyword === (wanted === 'upper' ? keyword.toUpperCase() : keyword.toLowerCase());
}

/** The case that BuildKit takes as the file's own: of all instructions from the first FROM on; upper when as many are. */
function majorityCase({ instructions }: DockerfileTree): Case {
  let balance = 0;
  let inStage = false;
  for (const { name, keyword } of instructions) {
    inStage ||= name === 'FROM';
    if (inStage) {
      balance += keyword !== name && isIn(keyword, 'lower') ? 1 : isIn(keyword, 'upper') ? -1 : 0;
    }
  }
  return balance > 0 ? 'lower' : 'upper';
}

/** Edits for just the letters, since a keyword can be spread over lines. */
function rewriteKeyword({ logical, keyword }: Instruction, name: string, wanted: Case): TextEdit[] {
  const spelling = wanted === 'upper' ? name : name.toLowerCase();
  return subView(logical, 0, keyword.length).runs.map(({ view, origin, length }) => ({
    span: { start: origin, end: origin + length },
    newText: spelling.slice(view, view + length),
  }));
}
