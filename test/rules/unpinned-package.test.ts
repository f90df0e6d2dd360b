import { expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { withContext } from '../../server/src/features/contextFacts';
import { lintModel, ruleSetFor } from '../../server/src/features/diagnostics';
import { buildModel } from '../../server/src/model/model';
import { applyEdits } from '../../server/src/text/edit';
import { type ContextFiles, surveyed } from '../support/contexts';

const ruleSet = ruleSetFor({ select: ['unpinned-package'] });

/** The command of a RUN behind `COPY . .` after every fix of the rule. */
function fixed(command: string, files: ContextFiles): string {
  const before = `FROM debian:12\nCOPY . .\nRUN ${command}\n`;
  const tree = parseDockerfile(before);
  const options = withContext({ ruleSet }, surveyed(buildModel(tree), files));
  const { findings } = lintModel(buildModel(tree, options), options);
  const after = applyEdits(
    before,
    findings.flatMap(({ fixes }) => fixes[0]?.edits ?? []),
  );
  return after.split('\nRUN ')[1]!.trimEnd();
}

const lock = JSON.stringify(
  {
    lockfileVersion: 3,
    packages: { 'node_modules/@types/node': { version: '24.1.0' }, 'node_modules/ts': { version: '5.8.3' } },
  },
  null,
  2,
);

it.each<[string, ContextFiles, string, string]>([
  [
    'a lock file of npm',
    { 'package-lock.json': lock },
    'npm i -g ts @types/node x',
    'npm i -g ts@5.8.3 @types/node@24.1.0 x',
  ],
  [
    'the lock file rather than the range',
    { 'package.json': '{"devDependencies": {"ts": "^5.0.0"}}', 'package-lock.json': lock },
    'npm i -g ts@latest',
    'npm i -g ts@5.8.3',
  ],
  ['a range', { 'package.json': '{"devDependencies": {"ts": "^5.0.0"}}' }, 'npm i -g ts', 'npm i -g ts@^5.0.0'],
  ['an entry of another shape', { 'package.json': '{"ts": "workspace:*"}' }, 'npm i -g ts', 'npm i -g ts'],
  [
    'requirements, whose names are written in several ways',
    { 'app/requirements-dev.txt': '# x\nZope_Interface[test] == 7.2 ; python_version > "3"\nflask>=3\n' },
    'pip install zope.interface flask',
    'pip install zope.interface==7.2 flask',
  ],
  ['constraints', { 'constraints.txt': 'flask==3.1.0\n' }, 'pip install flask', 'pip install flask==3.1.0'],
  [
    'a lock file of Bundler',
    { 'Gemfile.lock': 'GEM\n  specs:\n    rails (8.0.2)\n      rake (>= 1)\n' },
    'gem install rails rake',
    'gem install rails:8.0.2 rake',
  ],
  [
    'a module of Go',
    { 'go.mod': 'module x\n\nrequire (\n\texample.com/lint/v2 v2.1.6\n)\n' },
    'go install example.com/lint/v2/cmd/lint@latest example.com/other@latest',
    'go install example.com/lint/v2/cmd/lint@v2.1.6 example.com/other@latest',
  ],
  [
    'the upper one of two',
    { 'a/b/package-lock.json': lock.replace('5.8.3', '1.0.0'), 'package-lock.json': lock },
    'npm i -g ts',
    'npm i -g ts@5.8.3',
  ],
  ['nothing for a distribution', { 'package-lock.json': lock }, 'apt-get install ts', 'apt-get install ts'],
])('takes the version from %s', (_, files, before, after) => {
  expect(fixed(before, files)).toBe(after);
});

it('takes the version of a distribution only from the same image', () => {
  const text = 'FROM debian:12\nRUN apt-get install a=1\nFROM debian:13\nRUN apt-get install a\n';
  const tree = parseDockerfile(text);
  const { findings } = lintModel(buildModel(tree), { ruleSet });
  expect(findings.map(({ fixes }) => fixes)).toEqual([[]]);
});
