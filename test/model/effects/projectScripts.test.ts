import { describe, it } from 'vitest';
import { checkEffects, contextOf } from './checkEffects';

const clean = 'rm -rf /var/lib/apt/lists/*';
const manifest = JSON.stringify({
  scripts: {
    tools: 'apt-get update && apt-get install -y less',
    posttools: 'npm run tidy',
    tidy: clean,
    lists: 'apt-get update',
    circle: 'npm run round',
    round: 'apt-get update; npm run circle',
    remove: 'rm -rf data',
    postinstall: 'apt-get update',
  },
});
const files = { 'package.json': manifest, 'data/a.bin': 900_000 };

describe('scripts of a project', () => {
  it.each([
    ['RUN npm run tools', []],
    ['RUN «npm run lists»', ['apt-lists']],
    ['RUN «yarn lists»', ['apt-lists']],
    ['RUN «yarn run lists»', ['apt-lists']],
    ['RUN pnpm run lists && yarn tidy', []],
    ['RUN «npm run circle»', ['apt-lists']],
    ['RUN npm run other', []],
    ['RUN cd / && npm run lists', []],
    ['RUN cd / && «npm --prefix /app run lists»', ['apt-lists']],
    ['RUN «npm run remove»', ['deleted']],
    ['RUN --mount=type=cache,target=/root/.npm «npm ci»', ['apt-lists']],
    ['RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts', []],
    ['RUN --mount=type=cache,target=/root/.npm npm ci -g', []],
  ])('%s', (run, labels) =>
    checkEffects(
      `FROM node:20\nENV DISABLE_V8_COMPILE_CACHE=1\nWORKDIR /app\nCOPY . .\n${run}\n`,
      labels,
      contextOf(files),
    ),
  );
});
