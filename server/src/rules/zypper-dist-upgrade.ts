import { readPackageCall } from '../model/packages/programs';
import { runsOf } from '../model/runs';
import { defineRule } from './rule';
import { spanOfWords } from './shell/words';

export const zypperDistUpgrade = defineRule({
  id: 'zypper-dist-upgrade',
  title: 'Upgrade of a whole distribution by zypper',
  aliases: ['DL3035'],
  category: 'reproducibility',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    '`zypper dist-upgrade` turns the base image into another release, replaces vendors and removes packages. The image is ' +
    'then no longer what its FROM says, and all that is replaced stays in the layer below. Choose a newer base image.',
  examples: [
    {
      wrong: 'FROM opensuse/leap:15.6\nRUN «zypper -n dist-upgrade» && zypper clean\n',
      right: 'FROM opensuse/leap:15.6\nRUN zypper -n patch && zypper clean --all\n',
    },
  ],
  references: ['https://en.opensuse.org/SDB:Zypper_usage'],
  messages: { upgrade: 'This replaces the base image by another release: use a newer base image instead.' },
  check({ model, report }) {
    for (const call of runsOf(model).callsOf('zypper')) {
      const read = readPackageCall(call);
      if (read && /^(dist-upgrade|dup)$/.test(read.verb)) {
        report({ span: spanOfWords(call.program.word, read.verbWord), message: 'upgrade' });
      }
    }
  },
});
