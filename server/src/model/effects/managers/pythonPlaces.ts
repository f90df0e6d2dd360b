import { absolute } from '../changes';
import type { Call } from '../machine';

/** Where packages are installed: in the virtual environment that the program belongs to, else in Python's own folder. */
export function sitePackages(call: Call): string {
  return `${environmentOf(call) ?? '/usr/local'}/lib/python3/site-packages`;
}

/** The virtual environment of a command: by its path, by `VIRTUAL_ENV`, or by the first entry of `PATH` that is one. */
export function environmentOf(call: Call): string | undefined {
  const own = call.program.word.value;
  if (own?.includes('/')) {
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

/** Well-known packages that need no others. */
export const lonePackages =
  /^(six|idna|attrs|certifi|wheel|setuptools|pip|toml|tomli|pyyaml|packaging|pytz|typing-extensions|typing_extensions|urllib3|certifi|click|colorama|pysocks|decorator|cowsay|uv|ruff)\b/i;
