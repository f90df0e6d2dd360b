import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const pdmCacheLeftBehind = defineRule({
  id: 'pdm-cache-left-behind',
  title: 'Cache of PDM left in the layer',
  aliases: [],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'PDM keeps what it downloads in `~/.cache/pdm`. In an image nobody installs a second time, so the folder has to go ' +
    'in the same `RUN`, or into a cache mount.',
  examples: [
    {
      wrong:
        'FROM python:3.13-slim\nWORKDIR /app\nRUN pip install --no-cache-dir pdm==2.25.9 && «pdm install» --prod\n',
      right:
        'FROM python:3.13-slim AS build\nWORKDIR /app\nRUN pip install --no-cache-dir pdm==2.25.9 && PDM_CHECK_UPDATE=0 pdm install --prod\nFROM python:3.13-slim\nCOPY --from=build /app/.venv /app/.venv\n',
      fixed:
        'FROM python:3.13-slim\nWORKDIR /app\nRUN pip install --no-cache-dir pdm==2.25.9 && pdm install --prod && rm -rf /root/.cache/pdm\n',
    },
  ],
  references: ['https://pdm-project.org/latest/reference/configuration/'],
  messages: leftoverMessages('Files in the cache of PDM'),
  check(context) {
    reportLeftovers(context, { cause: 'pdm-cache' });
  },
});
