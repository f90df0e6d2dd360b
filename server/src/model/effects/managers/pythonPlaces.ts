import { absolute, write } from '../changes';
import { expandToText } from '../expansion';
import type { Call } from '../machine';
import { isKnown } from '../symbols';

/** Where packages are installed: in the virtual environment that the program belongs to, else in Python's own folder. */
export function sitePackages(call: Call): string {
  return `${environmentOf(call) ?? '/usr/local'}/lib/python3/site-packages`;
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
const bringsVirtualenv = /^(virtualenv|poetry|pipenv|hatch|pdm|tox|nox|pre-commit|pre_commit|cibuildwheel)$/;

/**
 * virtualenv carries the wheels of pip for the environments that it makes; where pip is installed, they hold the same
 * files once more.
 */
export function bringWheels(call: Call, names: readonly (string | undefined)[], packages: string): void {
  if (call.machine.base.hasPip && names.some((it) => it !== undefined && bringsVirtualenv.test(it))) {
    const folder = `${packages}/virtualenv/seed/wheels/embed`;
    const shown = folder.replace('/python3/', '/python3*/');
    write(call, { path: `${folder}/pip.whl`, shown, size: 4_000_000, cause: 'virtualenv-wheels' });
  }
}
