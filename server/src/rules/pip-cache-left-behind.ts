import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const pipCacheLeftBehind = defineRule({
  id: 'pip-cache-left-behind',
  title: 'Cache of pip left in the layer',
  aliases: ['DL3042'],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'pip keeps what it downloads in `~/.cache/pip`, so that another run is faster; in an image there is ' +
    'no other run. `--no-cache-dir` keeps nothing, and so does `PIP_NO_CACHE_DIR` with any value but an ' +
    'empty one: even `off` switches the cache off. A cache mount at `/root/.cache/pip` keeps the ' +
    'downloads for the next build instead.',
  differs:
    'A shortened flag (`--no-cache`) counts, a cache that the same instruction removes is none, and files of this machine are not kept, nor is anything fetched for a package that an earlier instruction has installed. A cache mount over a folder above the cache counts, and a `pip.conf` that is copied in may switch the cache off. But what pip fetches to build a project is kept in spite of the flag. A `PIP_NO_CACHE_DIR` of `off` switches the cache off, too, which pip has kept from a mistake of old. `pipx` and `python -m build` call pip. Nothing is left by a branch that no default of the file takes until `buildArgs` says so. Calls by path, by a variable, behind other programs (`sudo`, `conda run`) and in scripts for another shell are found as well. Stages that only files are copied from are left alone. What a change of owner or mode writes once more is reported there.',
  examples: [
    {
      wrong: 'FROM python:3.13-slim\nRUN «pip install» flask==3.1.1\n',
      right: 'FROM python:3.13-slim\nRUN pip install --no-cache-dir flask==3.1.1\n',
      fixed: 'FROM python:3.13-slim\nRUN pip install --no-cache-dir flask==3.1.1\n',
    },
    {
      note: 'A cache mount works only where pip looks: for another user that is another folder.',
      wrong:
        'FROM python:3.13-slim\nRUN useradd --create-home app\nUSER app\nRUN --mount=type=cache,target=/root/.cache/pip «pip install» --user flask==3.1.1\n',
      fixed:
        'FROM python:3.13-slim\nRUN useradd --create-home app\nUSER app\nRUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir --user flask==3.1.1\n',
    },
    {
      note: 'A change of owner or mode writes all files into another layer once more.',
      wrong: 'FROM python:3.13-slim\nRUN «pip install» flask==3.1.1\nRUN «chown -R 1000 /root»\n',
    },
  ],
  references: [
    'https://pip.pypa.io/en/stable/topics/caching/',
    'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
  ],
  messages: leftoverMessages('Files in the cache of pip'),
  check(context) {
    reportLeftovers(context, { cause: 'pip-cache' });
  },
});
