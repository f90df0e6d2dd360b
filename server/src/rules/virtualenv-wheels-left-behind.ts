import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const virtualenvWheelsLeftBehind = defineRule({
  id: 'virtualenv-wheels-left-behind',
  title: 'Wheels of virtualenv left in the layer',
  aliases: [],
  category: 'size',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'virtualenv, which poetry, pipenv, hatch, PDM, tox, nox and pre-commit bring, carries the newest pip as wheels for the environments ' +
    'that it makes: some 4 MB, with the same files as the pip that is installed already where that is of the same age, as in the images of ' +
    'Python 3.13 and later or behind `pip install --upgrade pip`. A finished image hardly ever makes an environment. Install such a tool ' +
    'in a builder stage and copy what it has installed, or uninstall it together with virtualenv in the same `RUN`.',
  examples: [
    {
      wrong: 'FROM python:3.13-slim\nRUN «pip install --no-cache-dir poetry==2.2.1»\n',
      right:
        'FROM python:3.13-slim AS build\nRUN pip install --no-cache-dir poetry==2.2.1\nWORKDIR /app\nCOPY pyproject.toml poetry.lock ./\n' +
        'RUN POETRY_VIRTUALENVS_IN_PROJECT=1 poetry install\nFROM python:3.13-slim\nCOPY --from=build /app/.venv /app/.venv\n',
    },
  ],
  references: ['https://virtualenv.pypa.io/en/latest/user_guide.html#seeders'],
  messages: {
    ...leftoverMessages('Wheels of pip that virtualenv brings'),
    left: 'virtualenv leaves wheels of pip in this layer ({paths}): install it in a builder stage, or uninstall it in the same instruction.',
  },
  check(context) {
    reportLeftovers(context, { cause: 'virtualenv-wheels', isFixable: () => false });
  },
});
