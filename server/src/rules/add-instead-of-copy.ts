import type { Instruction } from '../dockerfile/tree';
import { unquote } from '../dockerfile/variables';
import { type CopiedFiles, copiedFiles } from '../model/copiedFiles';
import type { DockerfileModel } from '../model/model';
import { defineRule, type Fix } from './rule';

export const addInsteadOfCopy = defineRule({
  id: 'add-instead-of-copy',
  title: 'ADD where COPY does',
  aliases: ['DL3020'],
  category: 'style',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    '`ADD` downloads what looks like an address and unpacks what is an archive. Where neither is meant, `COPY` does the ' +
    'same and says so; and a file that becomes an archive one day is not unpacked by surprise.',
  differs:
    'hadolint reports sources that Git fetches and calls it an error. A source whose value only a build knows is left ' +
    'alone here, and so is an `ADD` with a flag that `COPY` does not have. Patterns that may match an archive are ' +
    'reported, but the fix is not applied with all others.' +
    ' An `ADD` of several sources, one of which is downloaded, is left alone. hadolint does not look behind `ONBUILD`.',
  examples: [
    {
      wrong: 'FROM alpine:3.22\n«ADD» --chown=1000 app.conf start.sh /etc/app/\n',
      right: 'FROM alpine:3.22\nCOPY --chown=1000 app.conf start.sh /etc/app/\n',
      fixed: 'FROM alpine:3.22\nCOPY --chown=1000 app.conf start.sh /etc/app/\n',
    },
    {
      note: 'Archives and addresses are what ADD is for.',
      wrong: 'FROM alpine:3.22\nONBUILD «add» ["my file", "/srv/"]\n',
      right: 'FROM alpine:3.22\nADD rootfs.tar.xz /\nADD "https://github.com/moby/moby.git#v28.0.0" /src\n',
      fixed: 'FROM alpine:3.22\nONBUILD copy ["my file", "/srv/"]\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#add-or-copy'],
  messages: { copy: 'Nothing is downloaded or unpacked here: write COPY.' },
  check({ tree, model, report }) {
    for (const outer of tree.instructions) {
      const instruction = outer.trigger ?? outer;
      const copied = instruction.name === 'ADD' ? copiedFiles(instruction) : undefined;
      if (copied && copied.sources.length > 0 && fitsCopy(copied, instruction, model)) {
        report({ span: instruction.keywordSpan, message: 'copy', fixes: fixesFor(copied, instruction) });
      }
    }
  },
});

/** Flags whose meaning COPY does not have. */
const flagsOfAdd: ReadonlySet<string> = new Set(['checksum', 'keep-git-dir', 'unpack']);
const archive = /\.(?:tar|tbz2?|tb2|tgz|tlz|tpz|txz|tzst|t[Zz]|Z|bz2|gz|lz|lzma|xz|zst)$/;
const remote = /^(?:https?|git|ssh|ftp):\/\/|^[\w.-]+@[\w.-]+:/i;

function fitsCopy({ sources }: CopiedFiles, instruction: Instruction, model: DockerfileModel): boolean {
  return (
    !instruction.flags.some(({ name }) => flagsOfAdd.has(name)) &&
    sources.every(({ text }) => {
      const value = text.includes('$') ? model.variables.valueAt(instruction, text) : unquote(text, model.tree.escape);
      return value !== undefined && value !== '' && !remote.test(value) && !archive.test(value);
    })
  );
}

function fixesFor({ sources }: CopiedFiles, { keyword, keywordSpan }: Instruction): Fix[] {
  if (keywordSpan.end - keywordSpan.start !== keyword.length) {
    return [];
  }
  // The value of a variable can be another in the next build, and a pattern can match an archive.
  const safe = !sources.some(({ text }) => /[$*?[]/.test(text));
  const newText = keyword === keyword.toLowerCase() ? 'copy' : 'COPY';
  return [{ title: 'Write COPY', safe, edits: [{ span: keywordSpan, newText }] }];
}
