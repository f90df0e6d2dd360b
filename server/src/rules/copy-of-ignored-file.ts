import { readHeredocWord } from '../dockerfile/heredocs';
import type { Instruction } from '../dockerfile/tree';
import { sourceKind } from '../dockerfile/values/sources';
import { cleanPath, type IgnoreFile, type IgnorePattern, readDockerignore } from '../model/dockerignore';
import type { Span } from '../text/span';
import { defineRule } from './rule';

export const copyOfIgnoredFile = defineRule({
  id: 'copy-of-ignored-file',
  title: 'COPY or ADD of a file that .dockerignore leaves out',
  aliases: ['CopyIgnoredFile'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'What `.dockerignore` names is not in the build context, so `COPY` and `ADD` do not find it, although it lies in the ' +
    'folder. The message names the line that decides: the last one that matches.',
  differs:
    'BuildKit gives up when any line begins with `!`; this rule reads on, and is silent only where such a line may take ' +
    'back something of what is copied. It names the line, and replaces variables as far as the file gives them.',
  examples: [
    {
      facts: { ignoreFile: { name: '.dockerignore', text: '# Not for the image.\n*.log\nsecrets\n' } },
      wrong: 'FROM alpine:3.22\nCOPY app.conf «debug.log» /srv/\nCOPY «secrets/key» /srv/\n',
      right: 'FROM alpine:3.22\nCOPY app.conf /srv/\n',
    },
    {
      note: 'A later line can take back what an earlier one left out.',
      facts: { ignoreFile: { name: '.dockerignore', text: '*\n!src\nsrc/test\n' } },
      wrong: 'FROM alpine:3.22\nCOPY src /srv/\nCOPY «src/test» /test/\nCOPY «docs» /docs/\n',
    },
  ],
  references: [
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
    'https://docs.docker.com/reference/build-checks/copy-ignored-file/',
  ],
  messages: {
    ignored: '{source} is not in the build context: line {line} of {file}, {pattern}, leaves it out.',
    everything: 'The build context is empty: line {line} of {file}, {pattern}, leaves out everything.',
  },
  check({ model, facts, report }) {
    if (!facts.ignoreFile) {
      return;
    }
    const { name: file, text } = facts.ignoreFile;
    const ignoreFile = readDockerignore(text);
    for (const { instructions } of model.stages) {
      for (const instruction of instructions) {
        for (const { text: written, span } of sourcesOf(instruction)) {
          const source = model.variables.valueAt(instruction, written);
          const decided = source !== undefined && sourceKind(source) === 'local' && decide(ignoreFile, source);
          if (decided) {
            const isAll = isRoot(source);
            const params = { source, line: decided.line + 1, file, pattern: decided.written };
            report({ span, message: isAll ? 'everything' : 'ignored', params });
          }
        }
      }
    }
  },
});

/** The sources that come from the build context. */
function sourcesOf({ name, args, flags }: Instruction): { readonly text: string; readonly span: Span }[] {
  if ((name !== 'COPY' && name !== 'ADD') || flags.some((flag) => flag.name === 'from')) {
    return [];
  }
  const words =
    args.form === 'json'
      ? args.strings.map(({ value, span }) => ({ text: value, span }))
      : args.form === 'words'
        ? args.words.map(({ text, span }) => ({ text, span }))
        : [];
  return words.slice(0, -1).filter(({ text }) => readHeredocWord(text) === undefined);
}

function decide(ignoreFile: IgnoreFile, source: string): IgnorePattern | undefined {
  if (source === '' || ignoreFile.mayTakeBack(source)) {
    // The last word may still be that of a line which ignores the very path again.
    const last = source === '' ? undefined : ignoreFile.decide(source);
    return last && !isRoot(source) && !takesBackBehind(ignoreFile, last, source) ? last : undefined;
  }
  const decided = ignoreFile.decide(source);
  // The root itself is in no pattern but those for everything.
  return isRoot(source) && decided && !/^(?:\*|\*\*|\*\*\/\*)$/.test(decided.pattern) ? undefined : decided;
}

function takesBackBehind(ignoreFile: IgnoreFile, decided: IgnorePattern, source: string): boolean {
  const behind = ignoreFile.patterns.filter(({ line }) => line > decided.line);
  const rest = behind.map(({ written }) => written).join('\n');
  return readDockerignore(rest).mayTakeBack(source);
}

function isRoot(source: string): boolean {
  const path = cleanPath(source);
  return path === '.' || path === '/';
}
