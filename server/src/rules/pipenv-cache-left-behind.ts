import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const pipenvCacheLeftBehind = defineRule({
  id: 'pipenv-cache-left-behind',
  title: 'Cache of Pipenv left in the layer',
  aliases: [],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'Pipenv keeps what it downloads in `~/.cache/pipenv`. In an image nobody installs a second time, so ' +
    'the folder has to go in the same `RUN`, or into a cache mount.',
  examples: [
    {
      wrong:
        'FROM python:3.13-slim\nWORKDIR /app\nRUN pip install --no-cache-dir pipenv==2025.0.4 && «pipenv sync» --system\n',
      right:
        'FROM python:3.13-slim AS build\nWORKDIR /app\nRUN pip install --no-cache-dir pipenv==2025.0.4 && PIPENV_VENV_IN_PROJECT=1 pipenv sync\nFROM python:3.13-slim\nCOPY --from=build /app/.venv /app/.venv\n',
      fixed:
        'FROM python:3.13-slim\nWORKDIR /app\nRUN pip install --no-cache-dir pipenv==2025.0.4 && pipenv sync --system && rm -rf /root/.cache/pipenv\n',
    },
  ],
  references: ['https://pipenv.pypa.io/en/latest/configuration.html'],
  messages: leftoverMessages('Files in the cache of Pipenv'),
  check(context) {
    reportLeftovers(context, { cause: 'pipenv-cache' });
  },
});
