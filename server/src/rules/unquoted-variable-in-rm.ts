import type { RunCall } from '../model/runs';
import { runsOf } from '../model/runs';
import type { ShellWord, VariablePart } from '../shell/script';
import type { TextEdit } from '../text/edit';
import type { RuleContext } from './rule';
import { defineRule } from './rule';
import { isAsWritten } from './shell/words';

export const unquotedVariableInRm = defineRule({
  id: 'unquoted-variable-in-rm',
  title: 'Variable that lets rm remove something else',
  aliases: ['SC2115', 'SC2086'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'When the variable is empty, `rm -rf $DIR/*` removes everything below `/`, and the image is broken without a word. ' +
    '`${DIR:?}` stops the script instead. Without quotes a blank in the value makes two paths of one.',
  differs:
    'Only what removes folders (`-r`) is checked. Where a missing quote can only split words it is left to ShellCheck. A variable that the script, an ENV or an ARG sets to a text that is not empty ' +
    'is trusted, and so is that of a `for`.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\nARG CACHE\nRUN rm -rf «$CACHE/»*\n',
      right: 'FROM alpine:3.22\nARG CACHE\nRUN rm -rf "${CACHE:?}"/*\n',
      fixed: 'FROM alpine:3.22\nARG CACHE\nRUN rm -rf "${CACHE:?}"/*\n',
    },
  ],
  references: ['https://www.shellcheck.net/wiki/SC2115'],
  messages: {
    everything:
      'When {name} is empty, this removes everything below /: quote it and add :? so that the script stops then.',
  },
  check(context) {
    for (const call of runsOf(context.model).callsOf('rm')) {
      const isRecursive = call.program.args.some(({ text }) => /^(-[A-Za-z]*[rR][A-Za-z]*|--recursive)$/.test(text));
      for (const word of isRecursive ? call.program.args : []) {
        const first = word.parts[0];
        if (first?.kind === 'variable' && startsAtRoot(word) && !isSet(context, call, first.name) && isPlain(first)) {
          reportWord(context, word, first);
        }
      }
    }
  },
});

/** True when `/`, alone or with a pattern, is all that is left of a word without its variable. */
function startsAtRoot({ parts }: ShellWord): boolean {
  const rest = parts.slice(1).map((part) => part.text);
  return /^\/(\*|\.\*|\.\[!\.\]\*)?$/.test(rest.join(''));
}

function isPlain({ operator, name }: VariablePart): boolean {
  return operator === undefined && /^[A-Za-z_]\w*$/.test(name);
}

function isSet({ tree, model }: RuleContext, { run }: RunCall, name: string): boolean {
  const { instruction, nodes, outer } = run;
  const inScript = nodes.some(
    ({ node }) =>
      (node.kind === 'command' &&
        node.span.start < instruction.span.end &&
        assigns(node.words, node.assignments, name)) ||
      (node.kind === 'loop' && node.variable === name),
  );
  return (
    inScript ||
    /^(HOME|PWD|TMPDIR|JAVA_HOME|GOPATH|GEM_HOME)$/.test(name) ||
    tree.instructions.some(
      (it) =>
        it.span.start < outer.span.start &&
        (it.name === 'ENV' || (it.name === 'ARG' && model.stageOf(it) !== undefined)) &&
        it.args.form === 'pairs' &&
        it.args.pairs.some(({ key, value }) => key.text === name && value !== undefined && value.text !== ''),
    )
  );
}

function assigns(
  words: readonly ShellWord[],
  assignments: readonly { readonly name: string; readonly value: ShellWord }[],
  name: string,
): boolean {
  return (
    assignments.some((it) => it.name === name && it.value.text !== '') ||
    (/^(export|local|readonly|declare|read|set)$/.test(words[0]?.value ?? '') &&
      words.some(({ text }) => text.startsWith(`${name}=`) || text === name))
  );
}

function reportWord({ tree, report }: RuleContext, word: ShellWord, { name, quoted, text }: VariablePart): void {
  const length = text.length + (quoted ? 2 : 0) + 1;
  const guarded = `\${${name}:?}`;
  const start = word.span.start;
  const end = Math.min(start + length, word.span.end);
  const isSimple = isAsWritten(tree, word) && word.text.startsWith(quoted ? `"${text}"/` : `${text}/`);
  const edits: TextEdit[] = [{ span: { start, end: end - 1 }, newText: `"${guarded}"` }];
  report({
    span: isSimple ? { start, end } : word.span,
    message: 'everything',
    params: { name },
    aliases: quoted ? ['SC2115'] : ['SC2115', 'SC2086'],
    fixes: isSimple ? [{ title: `Write "${guarded}"`, safe: false, edits }] : [],
  });
}
