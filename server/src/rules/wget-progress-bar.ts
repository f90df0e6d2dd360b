import { readPackageCall } from '../model/packages/programs';
import type { Run } from '../model/runs';
import { runsOf } from '../model/runs';
import { defineRule } from './rule';
import { argumentBehind } from './shell/words';

export const wgetProgressBar = defineRule({
  id: 'wget-progress-bar',
  title: 'Progress bar of wget in the build log',
  aliases: ['DL3047'],
  category: 'style',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fix: 'safe',
  why:
    'Without a terminal `wget` prints a line for every 50 kB, so that a large download fills the build log with thousands ' +
    'of lines in which a failure is hard to find.',
  differs:
    "On Alpine, where `wget` is that of BusyBox, nothing is reported unless the real one is installed: BusyBox's has no " +
    '`--progress`. `-nv`, `--no-verbose` and clusters such as `-qO-` count wherever they stand. A call by path, behind `sudo`, in a script for ' +
    'another shell (`bash -c`), and in front of a mistake that ends the script is found as well.',
  examples: [
    {
      wrong:
        'FROM buildpack-deps:12-curl\nRUN «wget» https://example.com/tool && install tool /usr/local/bin && rm tool\n',
      right:
        'FROM buildpack-deps:12-curl\nRUN wget --progress=dot:giga https://example.com/tool && install tool /usr/local/bin && rm tool\n',
      fixed:
        'FROM buildpack-deps:12-curl\nRUN wget --progress=dot:giga https://example.com/tool && install tool /usr/local/bin && rm tool\n',
    },
  ],
  references: ['https://www.gnu.org/software/wget/manual/wget.html#Download-Options'],
  messages: { bar: 'wget fills the build log with its progress: add --progress=dot:giga, or -nv for one line.' },
  check({ tree, model, report }) {
    const { callsOf } = runsOf(model);
    const calls = callsOf('wget');
    const isInstalled = (run: Run) =>
      callsOf('apk').some((each) => {
        const read = each.run.instruction.span.start <= run.instruction.span.start ? readPackageCall(each) : undefined;
        return read?.verb === 'add' && read.operands.some(({ value }) => /^wget\b/.test(value ?? ''));
      });
    for (const call of calls) {
      const { args, word } = call.program;
      const isQuiet = args.some(({ text }) =>
        /^(-nv|--(progress|show-progress|no-verbose|quiet|output-file|append-output|version|help|spider)(=.*)?|-[A-Za-z]*[qoaVh].*)$/.test(
          text,
        ),
      );
      if (isQuiet || args.length === 0 || (call.run.base.family === 'alpine' && !isInstalled(call.run))) {
        continue;
      }
      const edit = argumentBehind(tree, call, word, '--progress=dot:giga');
      report({
        span: word.span,
        message: 'bar',
        fixes: edit ? [{ title: 'Add --progress=dot:giga', safe: true, edits: [edit] }] : [],
      });
    }
  },
});
