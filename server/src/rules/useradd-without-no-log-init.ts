import { readArguments } from '../model/effects/arguments';
import { runsOf } from '../model/runs';
import { defineRule } from './rule';
import { argumentBehind, spanOfWords } from './shell/words';

/** From here on the file of last logins is bigger than some 30 MB. */
const largeId = 100_000;

export const useraddWithoutNoLogInit = defineRule({
  id: 'useradd-without-no-log-init',
  title: 'Large user number written to the log of logins',
  aliases: ['DL3046'],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    '`useradd` writes the new user to the logs of last and of failed logins, which have a place for every number up to the ' +
    'one given. Those files are sparse on disk, but an image stores them in full: a large number makes a layer of gigabytes.',
  differs:
    'The number is read wherever it stands (`--uid 200000`, `-u200000`), and only its value counts: a variable whose value ' +
    'nobody knows is not reported for the length of its name.',
  examples: [
    {
      wrong: 'FROM debian:12\nRUN «useradd -u 1000100» app\n',
      right: 'FROM debian:12\nRUN useradd -l -u 1000100 app\n',
      fixed: 'FROM debian:12\nRUN useradd -l -u 1000100 app\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  messages: {
    sparse: 'User number {id} makes huge log files in this layer: add -l, which keeps the user out of them.',
  },
  check({ tree, model, report }) {
    for (const call of runsOf(model).callsOf('useradd')) {
      const { args } = call.program;
      const fields = args.map((word) => ({ text: word.value ?? word.text, word, inert: undefined }));
      const read = readArguments(fields, { short: 'bcdefgGkKpPRsuZ', long: valued });
      const id = read.value('u', 'uid') ?? '';
      if (!/^\d+$/.test(id) || Number(id) < largeId || read.has('l', 'no-log-init')) {
        continue;
      }
      const last = args.find(({ value }) => value?.includes(id)) ?? call.program.word;
      const edit = argumentBehind(tree, call, call.program.word, '-l');
      report({
        span: spanOfWords(call.program.word, last),
        message: 'sparse',
        params: { id },
        fixes: edit ? [{ title: 'Add -l', safe: true, edits: [edit] }] : [],
      });
    }
  },
});

const valued = [
  ...['base-dir', 'comment', 'home-dir', 'expiredate', 'inactive', 'gid', 'groups', 'skel', 'key', 'password'],
  ...['prefix', 'root', 'shell', 'uid', 'selinux-user'],
];
