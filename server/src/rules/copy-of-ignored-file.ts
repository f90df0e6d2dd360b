import { listedBelow } from '../model/context';
import { searchContext } from '../model/contextListing';
import { type ContextSource, contextSources } from '../model/contextSources';
import type { SurveyedContext } from '../model/contextSurvey';
import { type IgnoreFile, type IgnorePattern, readDockerignore } from '../model/dockerignore';
import { defineRule, type Fix, type OtherFile } from './rule';

export const copyOfIgnoredFile = defineRule({
  id: 'copy-of-ignored-file',
  title: 'COPY or ADD of a file that .dockerignore leaves out',
  aliases: ['CopyIgnoredFile'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'What `.dockerignore` names is not in the build context, so `COPY`, `ADD` and bind mounts do not find it, although ' +
    'it lies in the folder. The message names the line that decides: the last one that matches. A `.dockerignore` with ' +
    'the name of the Dockerfile in front, such as `Dockerfile.dockerignore`, counts instead of the general one.',
  differs:
    'BuildKit gives up when any line begins with `!`; this rule reads on, and is silent only where such a line takes ' +
    'back something of what is copied. It looks into folders, names the line, and replaces variables as far as the file ' +
    'gives them.',
  examples: [
    {
      facts: { ignoreFile: { name: '.dockerignore', text: '# Not for the image.\n*.log\nsecrets\n' } },
      wrong: 'FROM alpine:3.22\nCOPY app.conf «debug.log» /srv/\nCOPY «secrets/key» /srv/\n',
      right: 'FROM alpine:3.22\nCOPY app.conf /srv/\n',
    },
    {
      note: 'The fix takes the file back in with a line at the end of the ignore file.',
      facts: { ignoreFile: { folder: '/project', name: '.dockerignore', text: 'dist\n*.conf\n' } },
      wrong: 'FROM alpine:3.22\nCOPY «app.conf» /srv/\n',
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
    nothingLeft: 'Nothing in {source} is in the build context: line {line} of {file}, {pattern}, leaves it out.',
    everything: 'The build context is empty: line {line} of {file}, {pattern}, leaves out everything.',
  },
  check({ model, facts: { ignoreFile, context }, report }) {
    if (!ignoreFile) {
      return;
    }
    const { name: file, text, folder } = ignoreFile;
    const patterns = readDockerignore(text);
    for (const source of contextSources(model)) {
      const decided = source.isTriggered ? undefined : whatDecides(patterns, source, context);
      if (decided) {
        const { line, written: pattern, span } = decided.pattern;
        const other = folder === undefined ? undefined : { folder, name: file, text };
        report({
          span: source.span,
          message: source.path === '' ? 'everything' : decided.isInside ? 'nothingLeft' : 'ignored',
          params: { source: source.written, line: line + 1, file, pattern },
          related: other ? [{ span, message: 'This line leaves it out.', file: other }] : [],
          fixes: other && source.path !== '' ? [takeBackIn(source.path, other)] : [],
        });
      }
    }
  },
});

/** Adds a line to the ignore file; the last one that matches decides. */
function takeBackIn(path: string, file: OtherFile): Fix {
  const { text } = file;
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const before = text === '' || text.endsWith('\n') ? '' : lineBreak;
  const edit = { span: { start: text.length, end: text.length }, newText: `${before}!${path}${lineBreak}` };
  return { title: `Take ${path} back in with a line in ${file.name}`, safe: false, edits: [edit], file };
}

interface Decision {
  readonly pattern: IgnorePattern;
  /** True when the line leaves out what is in the folder and not the folder itself. */
  readonly isInside: boolean;
}

function whatDecides(
  patterns: IgnoreFile,
  source: ContextSource,
  context: SurveyedContext | undefined,
): Decision | undefined {
  const files = context && filesOf(source, context);
  if (!files) {
    const pattern = decideByName(patterns, source.path);
    return pattern && { pattern, isInside: false };
  }
  const decisions = files.map((path) => patterns.decide(path));
  const last = decisions[0];
  if (!last || decisions.includes(undefined) || (source.path === '' && !leavesOutAll(last))) {
    return undefined;
  }
  return { pattern: last, isInside: patterns.decide(source.path) === undefined };
}

/** The files that a source names or holds; undefined when nobody can tell or there are none. */
function filesOf({ path, takesWildcards }: ContextSource, { listing }: SurveyedContext): string[] | undefined {
  const { found, isOpen, needs } = searchContext(listing, path, takesWildcards);
  const files: string[] = [];
  for (const each of found) {
    if (each.entry && each.entry.kind !== 'directory') {
      files.push(each.path);
    } else {
      const below = listedBelow(listing, each.path);
      // Folders that are left out are not looked into; they themselves stand for what is in them.
      files.push(...below.files, ...below.unread, ...below.unlisted);
    }
  }
  return files.length === 0 || isOpen || needs.length > 0 ? undefined : files;
}

function decideByName(patterns: IgnoreFile, path: string): IgnorePattern | undefined {
  if (path === '') {
    const last = patterns.decide('.');
    return last && leavesOutAll(last) && !patterns.mayTakeBack('.') ? last : undefined;
  }
  const decided = patterns.decide(path);
  return decided && !takesBackBehind(patterns, decided, path) ? decided : undefined;
}

/** The root itself is in no pattern but those for everything. */
function leavesOutAll({ pattern }: IgnorePattern): boolean {
  return /^(?:\*|\*\*|\*\*\/\*)$/.test(pattern);
}

/** A line that takes something back counts only behind the one that decides. */
function takesBackBehind(patterns: IgnoreFile, decided: IgnorePattern, path: string): boolean {
  const behind = patterns.patterns.filter(({ line }) => line > decided.line);
  return readDockerignore(behind.map(({ written }) => written).join('\n')).mayTakeBack(path);
}
