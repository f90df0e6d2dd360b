import type { Instruction } from '../dockerfile/tree';
import { type RunCall, runsOf } from '../model/runs';
import { contains, type Span } from '../text/span';
import { defineRule, type Fix } from './rule';

export const worldWritable = defineRule({
  id: 'world-writable',
  title: 'Files that everybody may write',
  aliases: [],
  category: 'security',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'With mode 777 every process in the container can change a file, also one that was taken over through another service, ' +
    'and what it writes runs for somebody else. Give the files to the user who needs them (`--chown`), with 755, 775 or 644.',
  examples: [
    {
      wrong: 'FROM debian:12\nRUN chmod -R «777» /srv/data\n',
      right: 'FROM debian:12\nRUN install -d -o www-data /srv/data\n',
    },
    {
      wrong: 'FROM debian:12\nCOPY --chmod=«0777» entry.sh /\n',
      right: 'FROM debian:12\nCOPY --chmod=0755 entry.sh /\n',
      fixed: 'FROM debian:12\nCOPY --chmod=0755 entry.sh /\n',
    },
    {
      note: 'In a folder that is for all, the sticky bit keeps others from removing what is not theirs.',
      wrong: 'FROM debian:12\nRUN chmod «777» /tmp\n',
      right: 'FROM debian:12\nRUN chmod 1777 /tmp\n',
      fixed: 'FROM debian:12\nRUN chmod 1777 /tmp\n',
    },
    {
      note: 'What the same script takes back is not there in the end.',
      wrong:
        'FROM debian:12\nRUN chmod 666 /etc/app.conf && setup-app && chmod 644 /etc/app.conf && chmod «666» /etc/other.conf\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#copy---chown---chmod'],
  messages: { open: 'Mode {mode} lets every process write here: give the files to the user who needs them instead.' },
  check({ tree, model, report }) {
    const tell = (word: Place, mode: string, targets = '') =>
      report({ span: word.span, message: 'open', params: { mode }, fixes: fixesFor(word, mode, targets) });
    const { runs, callsOf } = runsOf(model);
    for (const call of callsOf('chmod')) {
      const mode = modeOf(call);
      if (mode?.value === undefined || !isOpen(mode.value)) {
        continue;
      }
      const run = runs.find(({ outer }) => contains(outer.span, call.command.span));
      if (!run?.calls.some((later) => takesBack(later, call))) {
        tell(mode, mode.value, targetsOf(call));
      }
    }
    for (const { program } of runsOf(model).callsOf('mkdir', 'install')) {
      const at = program.args.findIndex(({ text }) => text === '-m' || text === '--mode');
      const mode = program.args[at + 1];
      if (at !== -1 && mode?.value !== undefined && isOpen(mode.value)) {
        tell(mode, mode.value);
      }
    }
    for (const instruction of tree.instructions) {
      const flag = chmodOf(instruction.trigger ?? instruction);
      if (flag?.value && flag.valueSpan && isOpen(flag.value)) {
        tell({ span: flag.valueSpan }, flag.value);
      }
    }
  },
});

function modeOf({ program }: RunCall) {
  return program.args.find(({ text }) => !/^-[A-Za-z-]*$/.test(text) || /^-[rwxst]+$/.test(text));
}

/** True for a later call that takes the right to write away from others again. */
function takesBack(later: RunCall, call: RunCall): boolean {
  if (later.name !== 'chmod' || later.command.span.start <= call.command.span.start) {
    return false;
  }
  const mode = modeOf(later)?.value ?? '';
  const isClosed = /^[0-7]{3,5}$/.test(mode)
    ? !isOpen(mode)
    : /(?:^|,)[ugo]*[oa][ugo]*(?:-[rxXst]*w|=[rxXst]*(?:,|$))/.test(mode);
  return isClosed && targetsOf(later) === targetsOf(call);
}

function targetsOf(call: RunCall): string {
  const mode = modeOf(call);
  return call.program.args
    .filter((it) => it !== mode && !/^-[A-Za-z-]+$/.test(it.text))
    .map(({ text }) => text)
    .join(' ');
}

function chmodOf({ name, flags }: Instruction) {
  return name === 'COPY' || name === 'ADD' ? flags.find((flag) => flag.name === 'chmod') : undefined;
}

/** True when others may write and no sticky bit guards what they do not own. */
function isOpen(mode: string): boolean {
  if (/^[0-7]{3,5}$/.test(mode)) {
    const value = Number.parseInt(mode, 8);
    return (value & 0o002) !== 0 && (value & 0o1000) === 0;
  }
  return (
    mode.split(',').some((part) => /^([ugo]*o[ugo]*|[uog]*a[uog]*)[+=][rxXst]*w/.test(part)) && !mode.includes('t')
  );
}

interface Place {
  readonly span: Span;
  /** As written, where that may differ from the mode. */
  readonly text?: string;
}

/** The same mode for all but others, who may no longer write; a folder for all gets the sticky bit. */
function fixesFor({ span, text = '' }: Place, mode: string, targets: string): Fix[] {
  if (!/^[0-7]{3,5}$/.test(mode) || (text !== '' && text !== mode)) {
    return [];
  }
  if (targets.split(' ').some((target) => /^(?:\/var)?\/tmp\/?$/.test(target))) {
    return [{ title: 'Write 1777', safe: false, edits: [{ span, newText: '1777' }] }];
  }
  const closed = (Number.parseInt(mode, 8) & ~0o022).toString(8).padStart(mode.length, '0');
  return [{ title: `Write ${closed}`, safe: false, edits: [{ span, newText: closed }] }];
}
