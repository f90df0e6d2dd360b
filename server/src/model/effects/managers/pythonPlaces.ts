import { absolute, write } from '../changes';
import { expandToText } from '../expansion';
import type { Call } from '../machine';
import { isKnown } from '../symbols';

/** Where packages are installed: in the virtual environment that the program belongs to, else in Python's own folder. */
export function sitePackages(call: Call): string {
  return packagesBelow(call, environmentOf(call) ?? '/usr/local');
}

/** Where packages lie below the folder of a Python, an environment or a user. */
export function packagesBelow({ machine }: Call, root: string): string {
  return `${root}/lib/python${machine.base.python ?? '3'}/site-packages`;
}

/** The virtual environment of a command: by its path, by `VIRTUAL_ENV`, or by the first entry of `PATH` that is one. */
export function environmentOf(call: Call): string | undefined {
  const own = expandToText(call.program.word, call.state, call.machine);
  if (own.includes('/') && isKnown(own)) {
    const path = absolute(call, own);
    return path.replace(/\/bin\/[^/]*$/, '');
  }
  const given = call.env('VIRTUAL_ENV');
  if (given) {
    return given;
  }
  for (const entry of (call.env('PATH') ?? '').split(':').slice(0, 3)) {
    const root = entry.replace(/\/bin\/?$/, '');
    if (root !== entry && call.state.files.get(root)?.kind === 'folder') {
      return root;
    }
  }
  return undefined;
}

/**
 * Stands for the files that hold what pip has fetched, other ones in each layer; beside each lies a small one with its
 * headers.
 */
export function pipCacheFile(call: Call, folder: string): string {
  return `${folder}/http-v2/0/0/0/0/0/${call.machine.layer.index}.body`;
}

/** Well-known packages that need no others. */
export const lonePackages =
  /^(six|idna|attrs|certifi|wheel|setuptools|pip|toml|tomli|pyyaml|packaging|pytz|typing-extensions|typing_extensions|urllib3|certifi|click|colorama|pysocks|decorator|cowsay|uv|ruff)\b/i;

/** Tools that are virtualenv or bring it. */
const bringsVirtualenv = /^(virtualenv|poetry|poetry-plugin-export|pipenv|hatch|pdm|tox|nox|pre-commit)$/;
/** Versions of poetry that ask for a virtualenv before 21, whose pip is an old one by now. */
const oldPoetry = /(==|~=|<=)\s*(0|1|2\.[01])(\.|\s|,|$)|<\s*(1|2(\.[0-2])?)(\.0)*(\s|,|$)/;

/** Whether a requirement such as `tox>=4` brings the newest virtualenv. */
function bringsNewVirtualenv(requirement: string): boolean {
  const [, name = '', version = ''] = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?([^;#]*)/.exec(requirement) ?? [];
  const plain = name.toLowerCase().replace(/[-_.]+/g, '-');
  const isOld = plain === 'virtualenv' ? /==|~=|</.test(version) : plain === 'poetry' && oldPoetry.test(version);
  return bringsVirtualenv.test(plain) && isKnown(version) && !isOld;
}

/**
 * virtualenv carries the wheels of the newest pip for the environments that it makes; where a pip of that age is
 * installed, they hold the same files once more.
 */
export function bringWheels(call: Call, requirements: readonly string[], packages: string, hasNewPip: boolean): void {
  const folder = `${packages}/virtualenv/seed/wheels/embed`;
  const path = `${folder}/pip.whl`;
  const isThere = call.state.files.get(absolute(call, path)) !== undefined;
  if (hasNewPip && !isThere && requirements.some(bringsNewVirtualenv)) {
    const shown = folder.replace('/python3/', '/python3*/');
    write(call, { path, shown, size: 3_700_000, cause: 'virtualenv-wheels' });
  }
}
