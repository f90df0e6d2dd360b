import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const poetryCacheLeftBehind = defineRule({
  id: 'poetry-cache-left-behind',
  title: 'Cache of Poetry left in the layer',
  aliases: [],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'Poetry keeps what it downloads in `~/.cache/pypoetry`, beside the virtual environments that it makes ' +
    'there by default. With `--no-cache` it leaves out what the indexes answer and keeps the packages all the same. Remove ' +
    'the folders `cache` and `artifacts` in the same `RUN`; a cache mount keeps them for the next build.',
  examples: [
    {
      wrong:
        'FROM python:3.13-slim\nWORKDIR /app\nRUN pip install --no-cache-dir poetry==2.2.1 && «poetry install» --only main\n',
      right:
        'FROM python:3.13-slim AS build\nWORKDIR /app\nRUN pip install --no-cache-dir poetry==2.2.1 && POETRY_VIRTUALENVS_IN_PROJECT=1 poetry install --only main\nFROM python:3.13-slim\nCOPY --from=build /app/.venv /app/.venv\n',
      fixed:
        'FROM python:3.13-slim\nWORKDIR /app\nRUN pip install --no-cache-dir poetry==2.2.1 && poetry install --only main && rm -rf /root/.cache/pypoetry/cache /root/.cache/pypoetry/artifacts\n',
    },
  ],
  references: ['https://python-poetry.org/docs/configuration/#cache-dir'],
  messages: leftoverMessages('Files in the cache of Poetry'),
  check(context) {
    reportLeftovers(context, { cause: 'poetry-cache' });
  },
});
