import { absolute, removePattern, wordsSpan, write } from '../changes';
import { expandToText } from '../expansion';
import type { Installed } from '../installed';
import type { Call } from '../machine';
import { markUnpacked } from '../programs/unpacking';
import { large } from '../sizes';
import { isKnown } from '../symbols';
import { asSameUser, cacheHome, homeOf } from './cacheProgram';

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

/** Whether a requirement such as `tox>=4` brings virtualenv, and whether the newest. */
function virtualenvIn(requirement: string): 'new' | 'old' | undefined {
  const [, name = '', version = ''] = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?([^;#]*)/.exec(requirement) ?? [];
  const plain = name.toLowerCase().replace(/[-_.]+/g, '-');
  if (!bringsVirtualenv.test(plain) || !isKnown(version)) {
    return undefined;
  }
  return plain === 'virtualenv' && /==|~=|</.test(version) ? 'old' : 'new';
}

function wheelsOf(packages: string): string {
  return `${packages}/virtualenv/seed/wheels/embed`;
}

/**
 * virtualenv carries the wheels of the newest pip for the environments that it makes; where a pip of that age is
 * installed, they hold the same files once more.
 */
export function bringWheels(call: Call, requirements: readonly string[], packages: string, hasNewPip: boolean): void {
  const folder = wheelsOf(packages);
  const path = `${folder}/pip.whl`;
  const isThere = call.state.files.get(absolute(call, path)) !== undefined;
  const brought = requirements.map(virtualenvIn);
  if (!isThere && brought.some((it) => it !== undefined)) {
    const shown = folder.replace('/python3/', '/python3*/');
    const isInstalledTwice = hasNewPip && brought.includes('new');
    write(call, {
      path,
      shown,
      size: isInstalledTwice ? 3_700_000 : 1_800_000,
      archive: true,
      cause: isInstalledTwice ? 'virtualenv-wheels' : undefined,
    });
  }
}

/** The first virtualenv that keeps its files in the folder for caches. */
const cachingVirtualenv = { major: 20, minor: 38 };

/**
 * virtualenv unpacks the wheels that go into new environments once for all, in a folder that stays, and keeps a copy of
 * them there. Debian's takes those of the distribution.
 */
export function keepSeed(call: Call): void {
  const { files } = call.state;
  const packages = sitePackages(call);
  const isDistributed = files.findPackage(
    ({ name, isOrphaning }) => !isOrphaning && /^((python3-)?(virtualenv|poetry)|pipenv|tox)$/.test(name),
  );
  if (isDistributed) {
    return;
  }
  markUnpacked(call, [{ text: `${wheelsOf(packages)}/pip.whl` }]);
  const pinned = /==(\d+)\.(\d+)/.exec(files.get(`${packages}/virtualenv`)?.source ?? '');
  const [major, minor] = [Number(pinned?.[1]), Number(pinned?.[2])];
  const isOld =
    major < cachingVirtualenv.major || (major === cachingVirtualenv.major && minor < cachingVirtualenv.minor);
  const own = isOld ? `${homeOf(call)}/.local/share/virtualenv` : `${cacheHome(call)}/virtualenv`;
  const folder = call.env('VIRTUALENV_OVERRIDE_APP_DATA') || own;
  if (files.get(absolute(call, `${folder}/wheel`)) === undefined) {
    const path = `${folder}/wheel`;
    write(call, { path, shown: folder, kind: 'folder', size: large, span: wordsSpan(call), cause: 'temporary-files' });
  }
}

/** Where Debian keeps the wheels that its Python puts into new environments. */
const distributionWheels = '/usr/share/python-wheels';
const distributionWheel = `${distributionWheels}/pip.whl`;

/** Packages of Debian that make environments, and so bring those wheels. */
const makesEnvironments = /^(python3(\.\d+)?-venv|python3-virtualenv|virtualenv)$/;

/** Writes those wheels, which come with what makes environments. */
export function bringDistributionWheels(call: Call, names: readonly string[], span: Call['command']['span']): void {
  if (names.some((it) => makesEnvironments.test(it))) {
    const remedies = [{ kind: 'append', command: asSameUser(call, `rm -f ${distributionWheels}/*.whl`) }] as const;
    const shown = `${distributionWheels}/*.whl`;
    write(call, { path: distributionWheel, size: 1_700_000, archive: true, span, remedies, shown });
  }
}

/** Removes those wheels when `autoremove` finds nothing any more that needs them. */
export function removeDistributionWheels(call: Call): void {
  const { files } = call.state;
  const needsThem = ({ name, isOrphaning }: Installed) => !isOrphaning && makesEnvironments.test(name);
  if (files.get(distributionWheel) && !files.findPackage(needsThem)) {
    removePattern(call, distributionWheel, { recursive: false, span: wordsSpan(call) });
  }
}

/** Notes that a new environment of the distribution's Python holds what is in those wheels; another Python has its own. */
export function unpackDistributionWheels(call: Call): void {
  if (!call.machine.base.hasPip) {
    markUnpacked(call, [{ text: distributionWheel }]);
  }
}

/** An environment whose pip is replaced holds no more what was in the wheel. */
export function forgetDistributionWheels({ machine, state }: Call): void {
  const wheel = state.files.get(distributionWheel);
  if (wheel) {
    machine.unpacked.delete(wheel);
  }
}
