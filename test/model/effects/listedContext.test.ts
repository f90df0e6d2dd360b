import { describe, it } from 'vitest';
import { parseDockerfile } from '../../../server/src/dockerfile/parse';
import { type BuildContext, buildContextOf } from '../../../server/src/model/context';
import { buildModel } from '../../../server/src/model/model';
import { type ContextFiles, surveyed } from '../../support/contexts';
import { marked } from '../../support/marks';
import { checkEffects } from './checkEffects';

function listed(source: string, files: ContextFiles): BuildContext {
  return buildContextOf(surveyed(buildModel(parseDockerfile(marked(source).text)), files));
}

const python = 'FROM python:3.13\nWORKDIR /app\nCOPY . .\n';
const node = 'FROM node:20\nENV DISABLE_V8_COMPILE_CACHE=1\nWORKDIR /usr/src/app\n';
const locks = 'COPY package.json yarn.lock* package-lock.json* ./\n';
const byLock =
  'RUN if [ -f yarn.lock ]; then «yarn» --frozen-lockfile; elif [ -f package-lock.json ]; then npm ci; else echo none; fi';

describe('what a script asks of files that were copied', () => {
  it.each<[string, ContextFiles, readonly string[]]>([
    [`${python}RUN [ -f r.txt ] && pip install -r r.txt || true`, { 'a.py': 1 }, []],
    [`${python}RUN [ -f r.txt ] && «pip install» -r r.txt || true`, { 'r.txt': 'six\n' }, ['pip-cache']],
    [
      `${python}RUN apt-get --version && if [ -e r.txt ]; then pip install -r r.txt; fi`,
      { 'r.txt': 'six\n', '.dockerignore': '*.txt' },
      [],
    ],
    // What a program has made in that folder, only a build can tell.
    [`${python}RUN ./make-list; [ -f r.txt ] && «pip install» -r r.txt || true`, { 'a.py': 1 }, ['pip-cache']],
    [`${python}RUN make r.txt\nRUN [ -f r.txt ] && «pip install» -r r.txt || true`, { 'a.py': 1 }, ['pip-cache']],
    [`${node}${locks}${byLock}`, { 'package.json': '{"dependencies":{}}', 'yarn.lock': '' }, ['yarn-cache']],
    [`${node}${locks}${byLock.replace(/[«»]/g, '')}`, { 'package.json': '{"dependencies":{}}' }, []],
    // Where nothing of the COPY is there, the folder is hardly the build context.
    [`${node}${locks}${byLock.replace('npm ci', '«npm ci»')}`, { 'a.js': 1 }, ['yarn-cache', 'npm-cache']],
  ])('%j, %j', (source, files, causes) => checkEffects(`${source}\n`, causes, listed(`${source}\n`, files)));
});
