import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { withContext } from '../../server/src/features/contextFacts';
import { lintModel, ruleSetFor } from '../../server/src/features/diagnostics';
import { buildModel } from '../../server/src/model/model';
import { applyEdits } from '../../server/src/text/edit';
import { type ContextFiles, surveyed } from '../support/contexts';

const ruleSet = ruleSetFor({ select: ['sources-before-install'] });

/** A file with the fix of its finding; undefined when it has none. */
function fixed(text: string, files?: ContextFiles): string | undefined {
  const tree = parseDockerfile(text);
  const options = files ? withContext({ ruleSet }, surveyed(buildModel(tree), files)) : { ruleSet };
  const { findings } = lintModel(buildModel(tree, options), options);
  expect(findings).toHaveLength(1);
  const fix = findings[0]!.fixes[0];
  return fix && applyEdits(text, fix.edits);
}

describe('copies first what lists the dependencies', () => {
  it.each([
    ['npm install', 'package*.json ./'],
    ['npm ci --omit=dev && npm cache clean --force', 'package.json package-lock.json ./'],
    ['yarn --frozen-lockfile', 'package.json yarn.lock* ./'],
    ['corepack enable && pnpm install', 'package.json pnpm-lock.yaml* ./'],
    ['bundle install', 'Gemfile Gemfile.lock* ./'],
    ['pip install -r requirements.txt -c constraints.txt', 'requirements.txt constraints.txt ./'],
    ['pip install -r requirements/dev.txt', 'requirements/ ./requirements/'],
    ['composer install --no-autoloader', 'composer.json composer.lock* ./'],
  ])('%s', (run, copied) => {
    expect(fixed(`FROM a:1\nCOPY . .\nRUN ${run}\nCMD ["b"]\n`)).toBe(
      `FROM a:1\nCOPY ${copied}\nRUN ${run}\nCOPY . .\nCMD ["b"]\n`,
    );
  });

  it('where the command works', () => {
    expect(fixed('FROM a:1\nWORKDIR /a\nADD . /src\nWORKDIR /src/b\nRUN npm ci\n')).toBe(
      'FROM a:1\nWORKDIR /a\nADD b/package.json b/package-lock.json /src/b/\nWORKDIR /src/b\nRUN npm ci\nADD . /src\n',
    );
  });

  it('those that are there', () => {
    const text = 'FROM a:1\nCOPY . .\nRUN npm install\n';
    expect(fixed(text, { 'package.json': 1, '.npmrc': 1, 'a.js': 1 })).toBe(
      'FROM a:1\nCOPY package.json .npmrc ./\nRUN npm install\nCOPY . .\n',
    );
    expect(fixed(text, { 'a.js': 1 })).toBeUndefined();
  });
});

it.each([
  'COPY . .\nRUN npm ci && npm run build',
  'COPY . .\nRUN make generate\nRUN npm ci',
  'COPY . .\nWORKDIR b\nRUN npm ci',
  'COPY . /b\nWORKDIR /c\nRUN npm ci',
  'COPY . .\nRUN cd $B && npm ci',
  'COPY . .\nRUN pip install -r requirements.txt -e .',
  'COPY . .\nRUN pip install -r a/requirements.txt -r b/requirements.txt',
  'COPY . .\nRUN cargo fetch',
  'COPY . .\nRUN composer install',
  'COPY . .\nRUN <<E\nnpm ci\nE',
  'COPY [".", "."]\nRUN npm ci',
])('has no fix where that would not do the same: %s', (body) => {
  expect(fixed(`FROM a:1\n${body}\n`)).toBeUndefined();
});
