import type { Arguments, DockerfileTree, Instruction, Word } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import { parseScript } from '../shell/parse';
import type { ShellScript } from '../shell/script';
import { isMeantAsList } from './mistaken-json';
import { defineRule, type Fix, type Severity } from './rule';

export const shellFormCommand = defineRule({
  id: 'shell-form-command',
  title: 'Command of the container is in shell form',
  aliases: ['DL3025', 'JSONArgsRecommended'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'In shell form a shell becomes the first process of the container and the program its child. `docker stop` sends its ' +
    'signal to the shell, which does not pass it on, so that the program is killed after ten seconds without a chance ' +
    'to finish its work; and `ENTRYPOINT` in shell form ignores `CMD` and the arguments of `docker run`. A JSON array ' +
    'starts the program itself.',
  differs:
    'It is only a hint where the shell was chosen with `SHELL` (which BuildKit leaves out and hadolint does not), where ' +
    'the command begins with `exec` and so takes the place of the shell, and in `HEALTHCHECK`, which only hadolint reports.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nCMD «sleep 1d»\n',
      right: 'FROM alpine:3.22\nCMD ["sleep", "1d"]\n',
      fixed: 'FROM alpine:3.22\nCMD ["sleep", "1d"]\n',
    },
    {
      note: 'What needs a shell gets one, in words.',
      wrong: 'FROM alpine:3.22\nENTRYPOINT «echo "$HOME" && sleep 1d»\n',
      right: 'FROM alpine:3.22\nENTRYPOINT ["/bin/sh", "-c", "echo \\"$HOME\\" && exec sleep 1d"]\n',
      fixed: 'FROM alpine:3.22\nENTRYPOINT ["/bin/sh", "-c", "echo \\"$HOME\\" && sleep 1d"]\n',
    },
    {
      note: 'Plain words can be told apart over several lines as well.',
      wrong: "FROM node:22\nHEALTHCHECK CMD «node check.js»\nCMD «node \\\n    --title 'My app' \\\n    app.js»\n",
      fixed: 'FROM node:22\nHEALTHCHECK CMD ["node", "check.js"]\nCMD ["node", "--title", "My app", "app.js"]\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form',
    'https://docs.docker.com/reference/build-checks/json-args-recommended/',
  ],
  messages: {
    shellForm: '{name} in shell form keeps signals from the program: write it as a JSON array.',
    exec: 'A JSON array starts the program without a shell, for which exec makes up here.',
    chosen: '{name} runs in the shell that SHELL names, which keeps signals from the program.',
    health: 'HEALTHCHECK starts a shell for each check: a JSON array does without.',
  },
  check({ tree, model, report }) {
    for (const instruction of tree.instructions) {
      const { name, args } = instruction;
      const command = name === 'HEALTHCHECK' ? commandOf(args) : args;
      if ((name !== 'CMD' && name !== 'ENTRYPOINT' && name !== 'HEALTHCHECK') || command?.form !== 'text') {
        continue;
      }
      const { word } = command;
      // What only looks like a list has a finding of its own.
      if (name !== 'HEALTHCHECK' && isMeantAsList(word.text)) {
        continue;
      }
      const judged = judge(model, instruction, word);
      report({
        span: word.span,
        params: { name },
        aliases: judged.message === 'shellForm' || judged.message === 'exec' ? both : ['DL3025'],
        fixes: fixesFor(tree, model, instruction, word),
        ...judged,
      });
    }
  },
});

const both = ['DL3025', 'JSONArgsRecommended'];

function commandOf(args: Arguments): Arguments | undefined {
  return args.form === 'healthcheck' ? args.command : undefined;
}

function judge(
  model: DockerfileModel,
  instruction: Instruction,
  { text }: Word,
): { message: string; severity: Severity } {
  if (instruction.name === 'HEALTHCHECK') {
    return { message: 'health', severity: 'hint' };
  }
  if (model.shellAt(instruction).instruction) {
    return { message: 'chosen', severity: 'hint' };
  }
  return /^exec\s/.test(text) ? { message: 'exec', severity: 'hint' } : { message: 'shellForm', severity: 'warning' };
}

/** A single command of plain words is written word by word; anything else is handed to the shell in force. */
function fixesFor(tree: DockerfileTree, model: DockerfileModel, instruction: Instruction, word: Word): Fix[] {
  const shell = model.shellAt(instruction);
  if (shell.instruction) {
    return [];
  }
  const written = tree.text.slice(word.span.start, word.span.end);
  const words = /\n[ \t]*(#|\r?\n)/.test(written) ? undefined : plainWords(parseScript(word.view));
  // A script over several lines, or with tabs, only a person can lay out; a health check that needs a shell has one.
  if (!words && (word.view.runs.length !== 1 || written.includes('\t') || instruction.name === 'HEALTHCHECK')) {
    return [];
  }
  const array = words ?? ['/bin/sh', '-c', word.text];
  const newText = `[${array.map((each) => JSON.stringify(each)).join(', ')}]`;
  const title = words ? 'Write it as a JSON array' : 'Name the shell in a JSON array';
  return [{ title, safe: false, edits: [{ span: word.span, newText }] }];
}

/** The words of a script that is one simple command without anything for a shell to do. */
function plainWords({ body, problems }: ShellScript): string[] | undefined {
  const [statement, ...others] = body.items;
  const node = statement?.node;
  if (problems.length > 0 || others.length > 0 || node?.kind !== 'command' || statement?.background) {
    return undefined;
  }
  if (node.assignments.length > 0 || node.redirections.length > 0 || node.words.length === 0) {
    return undefined;
  }
  const words = node.words[0]?.value === 'exec' ? node.words.slice(1) : node.words;
  const values = words.map(({ value, parts, text }) =>
    value !== undefined && !/^~|[*?{[]/.test(text) && parts.every(({ kind }) => kind === 'literal') ? value : undefined,
  );
  const [first] = values;
  const isProgram = first !== undefined && !shellWords.has(first);
  return isProgram && values.every((value) => value !== undefined) ? (values as string[]) : undefined;
}

/** Commands that only a shell has. */
const shellWords: ReadonlySet<string> = new Set(
  '. : alias bg cd command eval exec exit export fg getopts hash jobs read readonly return set shift source times trap type ulimit umask unalias unset wait'.split(
    ' ',
  ),
);
