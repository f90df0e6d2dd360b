import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { buildContextOf } from '../../server/src/model/context';
import { listingLimits, searchContext } from '../../server/src/model/contextListing';
import { contextSources } from '../../server/src/model/contextSources';
import { answerSurvey, surveyContext } from '../../server/src/model/contextSurvey';
import { buildModel } from '../../server/src/model/model';
import { answersFrom, type ContextFiles, surveyed } from '../support/contexts';

const modelOf = (text: string) => buildModel(parseDockerfile(text));

describe('sources of the build context', () => {
  it.each<[string, string[]]>([
    ['COPY a ./b/../c /d/ /x/', ['a', 'c', 'd']],
    ['ADD ["a b", "/x/"]', ['a b']],
    ['COPY . /x', ['']],
    ['COPY ../../a /x', ['a']],
    ['COPY --from=build a /x', []],
    ['ADD https://example.com/a git@example.com:a/b.git /x', []],
    ['COPY <<EOF a /x\ntext\nEOF', ['a']],
    ['COPY $OPEN/a $DIR/b /x', ['src/b']],
    ['COPY "quoted" /x', ['quoted']],
    ['RUN --mount=type=bind,source=src,target=/src --mount=type=cache,target=/c true', ['src']],
    ['RUN --mount=type=bind,target=/src true', ['']],
    ['RUN --mount=type=bind,from=build,source=src,target=/src true', []],
    ['ONBUILD COPY a /x', ['a']],
  ])('%s', (line, expected) => {
    const sources = contextSources(modelOf(`FROM alpine AS build\nFROM alpine\nARG OPEN\nENV DIR=src\n${line}\n`));
    expect(sources.map(({ path }) => path)).toEqual(expected);
  });

  it('say what is above the root, what a build argument can change, and what a trigger takes', () => {
    const text = 'FROM alpine\nARG A=a\nCOPY ../x y $A /d/\nONBUILD COPY z /d/\n';
    const told = contextSources(modelOf(text)).map(({ path, leavesContext, isFixed, isTriggered }) => ({
      path,
      leavesContext,
      isFixed,
      isTriggered,
    }));
    const plain = { leavesContext: false, isFixed: true, isTriggered: false };
    expect(told).toEqual([
      { ...plain, path: 'x', leavesContext: true },
      { ...plain, path: 'y' },
      { ...plain, path: 'a', isFixed: false },
      { ...plain, path: 'z', isTriggered: true },
    ]);
  });
});

describe('the folder of the context', () => {
  const files: ContextFiles = { 'repo/package.json': 2, 'repo/docker/entry.sh': 'x', 'repo/docker/Dockerfile': '' };
  it.each<[string, string, string | undefined, string]>([
    ['that of the Dockerfile when everything is there', 'COPY entry.sh /', undefined, 'repo/docker'],
    ['another one when more is there', 'COPY package.json docker/entry.sh /', undefined, 'repo'],
    ['that of the Dockerfile when both have as much', 'COPY package.json entry.sh /x/', undefined, 'repo/docker'],
    ['that of the Dockerfile when nothing is anywhere', 'COPY nothing /', undefined, 'repo/docker'],
    ['what the user says', 'COPY entry.sh /', 'repo', 'repo'],
  ])('is %s', (_, line, given, root) => {
    const place = { folder: 'repo/docker', others: ['repo'], given };
    const found = surveyed(modelOf(`FROM alpine\n${line}\n`), files, place);
    expect([found.root, found.isGiven]).toEqual([root, given !== undefined]);
  });
});

describe('the ignore file', () => {
  const model = modelOf('FROM alpine\nCOPY . /\n');
  it.each<[string, ContextFiles, string | undefined]>([
    ['lies in the root', { '.dockerignore': 'a\n', a: 1 }, '.dockerignore'],
    [
      'of the Dockerfile comes first',
      { '.dockerignore': 'a\n', 'Dockerfile.dockerignore': '' },
      'Dockerfile.dockerignore',
    ],
    ['need not be', { a: 1 }, undefined],
  ])('%s', (_, files, name) => {
    expect(surveyed(model, files).ignoreFile?.name).toBe(name);
  });

  it('decides what a build sees', () => {
    const files = { '.dockerignore': '*\n!src\nsrc/*.log\n', 'src/a.ts': 5, 'src/b.log': 6, 'other/c': 7 };
    const { files: seen } = buildContextOf(surveyed(model, files));
    expect([...seen].map(([path, { size }]) => [path, size])).toEqual([['src/a.ts', 5]]);
  });
});

describe('a listing', () => {
  const asked = (text: string, files: ContextFiles) => {
    const requests: string[] = [];
    const survey = surveyContext(
      { folder: '', name: 'Dockerfile', given: '', others: [] },
      contextSources(modelOf(text)),
    );
    answerSurvey(survey, answersFrom(files, requests));
    return requests.filter((each) => !each.includes('dockerignore'));
  };

  it('reads only what the sources lead to', () => {
    const files = { 'a/b/c.bin': 1, 'd/e.bin': 2, 'f.bin': 3 };
    expect(asked('FROM alpine\nCOPY a/b /x/\nCOPY f.bin /x/\n', files)).toEqual(['folder ', 'folder a', 'folder a/b']);
  });

  it('leaves out folders that are ignored', () => {
    const files = { '.dockerignore': 'node_modules\n', 'node_modules/x/y.js': 1, 'src/a.bin': 2 };
    expect(asked('FROM alpine\nCOPY . /x/\n', files)).toEqual(['folder ', 'folder src']);
  });

  it('takes the texts of small scripts and settings', () => {
    const files = { 'run.sh': 'echo a\n', 'big.sh': 'x'.repeat(40_000), 'a.bin': 'text\n', 'nul.sh': 'a\0b' };
    const { listing } = surveyed(modelOf('FROM alpine\nCOPY . /x/\n'), files);
    expect([...listing.texts]).toEqual([['run.sh', 'echo a\n']]);
  });

  it('stops where there is too much', () => {
    const files = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`d${index}/a`, 1]));
    const { listing } = surveyed(modelOf('FROM alpine\nCOPY . /x/\n'), files, {}, { ...listingLimits, entries: 50 });
    expect(listing.folders.size).toBeLessThan(20);
    expect(listing.folders.size + listing.unread.size).toBe(41);
  });
});

describe('looking for a path', () => {
  const files: ContextFiles = { 'src/a.ts': 1, 'src/b.ts': 1, 'src/deep/c.ts': 1, 'link@': 0, 'a[1].txt': 1 };
  it.each<[string, string[] | 'open' | 'missing']>([
    ['src', ['src']],
    ['src/*.ts', ['src/a.ts', 'src/b.ts']],
    ['*/*/c.ts', ['src/deep/c.ts']],
    ['src/?.ts', ['src/a.ts', 'src/b.ts']],
    ['src/[b-z].ts', ['src/b.ts']],
    ['a[[]1].txt', ['a[1].txt']],
    ['src/d.ts', 'missing'],
    ['src/a.ts/b', 'missing'],
    ['SRC', 'missing'],
    ['link', ['link']],
    ['link/below', 'open'],
  ])('%s', (path, expected) => {
    const { listing } = surveyed(modelOf(`FROM alpine\nCOPY ${path} /x/\n`), files);
    const { found, isOpen, missing } = searchContext(listing, path, true);
    expect(isOpen ? 'open' : missing ? 'missing' : found.map((each) => each.path)).toEqual(expected);
  });
});
