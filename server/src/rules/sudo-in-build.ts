import type { DockerfileTree } from '../dockerfile/tree';
import type { Run, RunCall } from '../model/runs';
import { runsOf } from '../model/runs';
import { isRootAt, userAbove } from '../model/users';
import type { ShellWord } from '../shell/script';
import type { TextEdit } from '../text/edit';
import { lineBreakOf } from '../text/lineBreak';
import type { Fix, RuleContext } from './rule';
import { defineRule } from './rule';
import { isAsWritten } from './shell/words';

export const sudoInBuild = defineRule({
  id: 'sudo-in-build',
  title: 'Use of sudo while building',
  aliases: ['DL3004'],
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'A build runs as root unless USER says otherwise, so `sudo` is needless there; behind a USER it has to be installed ' +
    'and allowed without a password, which makes everybody root who gets into the container. Change the user of the ' +
    'instructions with USER instead.',
  differs: 'Nothing is said above the first `FROM`.',
  examples: [
    {
      wrong: 'FROM debian:12\nRUN «sudo» chmod 755 /srv\n',
      right: 'FROM debian:12\nRUN chmod 755 /srv\n',
      fixed: 'FROM debian:12\nRUN chmod 755 /srv\n',
    },
    {
      wrong: 'FROM debian:12\nUSER app\nRUN «sudo» chmod 755 /srv\n',
      right: 'FROM debian:12\nUSER root\nRUN chmod 755 /srv\nUSER app\n',
      fixed: 'FROM debian:12\nUSER root\nRUN chmod 755 /srv\nUSER app\n',
    },
    {
      note: 'One finding for a RUN. What it does without `sudo` is done by the user, so that it has to be taken apart by hand.',
      wrong: 'FROM debian:12\nUSER app\nRUN «sudo» mkdir /srv/app && git -C ~ init && sudo chown app /srv/app\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  messages: {
    needless: 'The build runs as root here, so sudo is needless: remove it.',
    user: 'Do not rely on sudo while building: put USER root above and switch back below.',
    as: 'Use USER instead of sudo to run commands as another user.',
  },
  check(context) {
    if (!context.tree.text.includes('sudo')) {
      return;
    }
    for (const run of runsOf(context.model).runs) {
      const uses = run.calls.flatMap((call) => sudoIn(call) ?? []);
      const isRoot = uses.length > 0 && isRootAt(context.model, run.outer);
      const others = uses.filter(isAsOther);
      for (const use of others) {
        context.report({ span: use.word.span, message: 'as' });
      }
      const asRoot = uses.filter((use) => !isAsOther(use));
      if (isRoot) {
        for (const use of asRoot) {
          const edit = removal(context.tree, use);
          const fixes = edit ? [{ title: 'Remove sudo', safe: true, edits: [edit] }] : [];
          context.report({ span: use.word.span, message: 'needless', fixes });
        }
      } else if (asRoot.length > 0) {
        context.report({
          span: asRoot[0]!.word.span,
          message: 'user',
          related: asRoot.slice(1).map(({ word }) => ({ span: word.span, message: 'Here as well.' })),
          fixes: fixesWithUser(context, run, asRoot),
        });
      }
    }
  },
});

interface Use {
  readonly call: RunCall;
  readonly word: ShellWord;
  /** The first word behind `sudo`, and behind those of its options that change nothing for root. */
  readonly next: ShellWord | undefined;
}

function sudoIn(call: RunCall): Use | undefined {
  const { words } = call.command;
  const index = words.findIndex(isSudo);
  const word = words[index];
  if (!word || !(call.program.wrappers.includes('sudo') || call.name === 'sudo')) {
    return undefined;
  }
  const next = words.slice(index + 1).find((it) => !isSudo(it) && !/^-[EHn]+$/.test(it.text));
  return { call, word, next };
}

function isSudo({ value }: ShellWord): boolean {
  return value !== undefined && /^(.*\/)?sudo$/.test(value);
}

function isAsOther({ call: { program } }: Use): boolean {
  return program.user !== undefined && program.user.value !== 'root';
}

/** Takes `sudo` away where nothing but a plain command is behind it. */
function removal(tree: DockerfileTree, { call, word, next }: Use): TextEdit | undefined {
  const isPlain = next?.value !== undefined && !/^-|=/.test(next.value) && call.name !== 'sudo';
  if (!next || !isPlain || !isAsWritten(tree, word) || call.place.scope.shell === undefined) {
    return undefined;
  }
  const span = { start: word.span.start, end: next.span.start };
  return /^\S+[ \t]+(?:\S+[ \t]+)*$/.test(tree.text.slice(span.start, span.end)) ? { span, newText: '' } : undefined;
}

/** A RUN that does nothing but with `sudo` gets a USER above and the one from before below. */
function fixesWithUser({ tree, model }: RuleContext, run: Run, uses: readonly Use[]): Fix[] {
  const before = userAbove(model, run.outer);
  const edits = uses.map((use) => removal(tree, use)).filter((it) => it !== undefined);
  const doesMore = run.calls.some(
    (call) =>
      call.command.redirections.length > 0 ||
      (call.place.scope.embedded ? sudoIn(call) !== undefined : !harmless.has(call.name) && sudoIn(call) === undefined),
  );
  if (
    before === undefined ||
    edits.length < run.calls.filter(sudoIn).length ||
    doesMore ||
    run.outer !== run.instruction
  ) {
    return [];
  }
  const { start, end } = run.outer.span;
  const lineBreak = lineBreakOf(tree.text);
  const above = tree.instructions[tree.instructions.indexOf(run.outer) - 1];
  const toRoot: TextEdit =
    above?.name === 'USER'
      ? { span: { start: above.keywordSpan.end, end: above.span.end }, newText: ' root' }
      : { span: { start, end: start }, newText: `USER root${lineBreak}` };
  return [
    {
      title: 'Switch to root for this RUN',
      safe: false,
      edits: [toRoot, ...edits, { span: { start: end, end }, newText: `${lineBreak}USER ${before}` }],
    },
  ];
}

/** What any user may do and what leaves no files. */
const harmless: ReadonlySet<string> = new Set(': [ cd echo export printf set sleep test true'.split(' '));
