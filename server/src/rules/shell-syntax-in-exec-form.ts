import type { DockerfileTree, Instruction, JsonString } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import { defineRule, type Fix } from './rule';

export const shellSyntaxInExecForm = defineRule({
  id: 'shell-syntax-in-exec-form',
  title: 'Shell syntax where no shell runs',
  aliases: [],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'A JSON array is carried out without a shell, so `&&`, `|`, `>` and `$NAME` reach the program as plain words. ' +
    'Use the shell form, or call a shell: `["sh", "-c", "…"]`.',
  examples: [
    {
      wrong: 'FROM debian:12\nRUN ["mkdir", "/srv/app", «"&&"», "touch", "/srv/app/log"]\n',
      right: 'FROM debian:12\nRUN mkdir /srv/app && touch /srv/app/log\n',
      fixed: 'FROM debian:12\nRUN mkdir /srv/app && touch /srv/app/log\n',
    },
    {
      wrong: 'FROM debian:12\nENTRYPOINT ["/srv/app", «"$PORT"»]\n',
      right: 'FROM debian:12\nENTRYPOINT ["sh", "-c", "exec /srv/app \\"$PORT\\""]\n',
      fixed: 'FROM debian:12\nENTRYPOINT ["sh", "-c", "exec /srv/app \\"$PORT\\""]\n',
    },
    {
      note: 'The words of CMD go on to the program.',
      wrong: 'FROM debian:12\nENTRYPOINT ["/srv/app", "--port", «"$PORT"»]\nCMD ["--help me"]\n',
      fixed:
        'FROM debian:12\nENTRYPOINT ["sh", "-c", "exec /srv/app --port \\"$PORT\\" \\"$@\\"", "--"]\nCMD ["--help me"]\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#exec-form'],
  messages: {
    operator: 'No shell reads {word} here, so it is a plain argument: use the shell form or "sh", "-c".',
    variable: 'No shell replaces {word} here, so the program gets it as written: use the shell form or "sh", "-c".',
  },
  check({ tree, model, report }) {
    for (const { instructions } of model.stages) {
      const hasEntrypoint = instructions.some(({ name }) => name === 'ENTRYPOINT');
      const hasCommand = instructions.some(({ name }) => name === 'CMD');
      for (const outer of instructions) {
        const instruction = outer.trigger ?? outer;
        for (const { span, value } of shellWords(instruction, hasEntrypoint)) {
          report({
            span,
            message: value.startsWith('$') ? 'variable' : 'operator',
            params: { word: value.slice(0, 40) },
            fixes: fixesFor(tree, model, instruction, hasCommand),
          });
        }
      }
    }
  },
});

const operator = /^(&&|\|\||\||;|&|>|>>|2>|2>>|&>|[012]?>&[012]|<)$/;

function shellWords({ name, args }: Instruction, hasEntrypoint: boolean): readonly JsonString[] {
  if ((name !== 'RUN' && name !== 'CMD' && name !== 'ENTRYPOINT') || args.form !== 'json') {
    return [];
  }
  const [program] = args.strings;
  // A script in front, or an entry point, may well read its arguments as a shell does.
  if (
    !program ||
    /(^|[\\/])(\w*sh|cmd|cmd\.exe|powershell|pwsh|env|envsubst|find|expr|test|\[|eval|su|gosu|awk|watch|s6-.*)$/i.test(
      program.value,
    ) ||
    /\.sh$/.test(program.value)
  ) {
    return [];
  }
  if (args.strings.some(({ value }) => /^(-c|-lc|-ec|\/[cC])$/.test(value))) {
    return [];
  }
  const takesVariables = name !== 'CMD' || !hasEntrypoint;
  return args.strings.filter(
    ({ value }, index) =>
      index > 0 &&
      ((operator.test(value) && name !== 'CMD') ||
        (operator.test(value) && !hasEntrypoint) ||
        (takesVariables && /^\$(\w+|\{\w+\})$/.test(value))),
  );
}

/** Lets a shell carry out what is written: RUN in shell form, the others by name. */
function fixesFor(
  { text }: DockerfileTree,
  model: DockerfileModel,
  instruction: Instruction,
  hasCommand: boolean,
): Fix[] {
  const { name, args } = instruction;
  if (args.form !== 'json' || !model.shellAt(instruction).isPosix) {
    return [];
  }
  const { span, strings } = args;
  if (strings.length > mostWords || text.slice(span.start, span.end).includes('\n')) {
    return [];
  }
  const script = strings.map(({ value }) => asShellWord(value)).join(' ');
  if (name === 'RUN') {
    return [{ title: 'Write it in shell form', safe: false, edits: [{ span, newText: script }] }];
  }
  const isOne = !strings.some(({ value }) => /^(?:&&|\|\|?|;|&)$/.test(value));
  // What CMD gives an entry point goes to the shell then, which has to hand it on.
  const handsOn = name === 'ENTRYPOINT' && hasCommand && isOne;
  const whole = `${isOne ? 'exec ' : ''}${script}${handsOn ? ' "$@"' : ''}`;
  const words = ['sh', '-c', whole, ...(handsOn ? ['--'] : [])];
  const newText = `[${words.map((each) => JSON.stringify(each)).join(', ')}]`;
  return [{ title: 'Let a shell carry it out', safe: false, edits: [{ span, newText }] }];
}

/** Every finding has the fix of its whole instruction. */
const mostWords = 100;

function asShellWord(value: string): string {
  if (operator.test(value) || /^[\w@%+=:,./-]+$/.test(value)) {
    return value;
  }
  return /\$(?:\w+|\{\w+\})/.test(value) && !/[`"\\]/.test(value)
    ? `"${value}"`
    : `'${value.replaceAll("'", "'\\''")}'`;
}
