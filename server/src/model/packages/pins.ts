import type { ContextListing } from '../contextListing';
import { oncePerModel } from '../derived';
import type { DockerfileModel } from '../model';
import { runsOf } from '../runs';
import type { PackageManager } from './programs';
import type { UnpinnedPackage } from './versions';
import { pinnedOperands } from './versions';

/** A version for a package, and where it was found. */
export interface KnownVersion {
  /** The package with the version, as its manager takes it: `curl=7.88.1-10`, `flask==3.1.0`. */
  readonly pinned: string;
  /** A file of the build context, undefined for the Dockerfile itself. */
  readonly file: string | undefined;
}

/**
 * The version that the file names for a package in another place, else that a file of the build context names, such as
 * `package-lock.json` or `requirements.txt`. Packages of a distribution have the same versions only in the same image.
 */
export function knownVersion(
  model: DockerfileModel,
  { manager, word }: UnpinnedPackage,
  rootImage: string | undefined,
  listing: ContextListing | undefined,
): KnownVersion | undefined {
  const { name, extras } = nameOf(manager, word.value!);
  const inFile = pinsOf(model).get(keyOf(manager, name, rootImage));
  if (inFile !== undefined) {
    return { pinned: `${name}${extras}${inFile}`, file: undefined };
  }
  const files = manifests[manager] ?? [];
  const paths = [...(listing?.texts.keys() ?? [])].sort((a, b) => a.split('/').length - b.split('/').length);
  for (const { file, version } of files) {
    for (const path of paths) {
      const found = file.test(path) ? version(listing!.texts.get(path)!, name) : undefined;
      if (found !== undefined) {
        return { pinned: `${name}${extras}${found}`, file: path };
      }
    }
  }
  return undefined;
}

/** How a version is written behind the name of every package that has one somewhere in the file. */
const pinsOf = oncePerModel(readPins);

function readPins(model: DockerfileModel): ReadonlyMap<string, string> {
  const pins = new Map<string, string>();
  for (const { calls, stage } of runsOf(model).runs) {
    for (const call of calls) {
      for (const { manager, word } of pinnedOperands(call)) {
        const [, name, version] = exactly[manager]?.exec(word.value!) ?? [];
        if (name !== undefined && version !== undefined) {
          const key = keyOf(manager, nameOf(manager, name).name, stage.rootImage);
          pins.set(key, pins.get(key) ?? version);
        }
      }
    }
  }
  return pins;
}

/** A package with one version, by manager: its name, and the version with what parts it from the name. */
const exactly: Readonly<Partial<Record<PackageManager, RegExp>>> = {
  apt: /^([\w.+:-]+)(=[\w.+:~-]+)$/,
  apk: /^([\w.+@-]+)([=~]{1,2}[\w.-]+)$/,
  dnf: /^(\w[\w.+-]*?)(-\d[\w.~^+:]*(?:-[\w.~^+]+)?)$/,
  zypper: /^([\w.+-]+)(=[\w.+~:-]+)$/,
  pip: /^([A-Za-z\d][\w.-]*(?:\[[^\]]*\])?)(==[\w.!+]+)$/,
  npm: /^((?:@[\w.-]+\/)?[\w.-]+)(@\d[\w.+-]*)$/,
  gem: /^([\w-]+)(:\d[\w.]*)$/,
  go: /^([\w.~/-]+)(@v\d[\w.+-]*)$/,
};

const ofDistributions: ReadonlySet<PackageManager> = new Set(['apt', 'apk', 'dnf', 'zypper']);

function keyOf(manager: PackageManager, name: string, rootImage: string | undefined): string {
  const plain = manager === 'pip' ? pythonName(name) : name;
  return `${manager} ${ofDistributions.has(manager) ? rootImage : ''} ${plain}`;
}

/** The name without a version that is none (`@latest`), and the extras of a Python package. */
function nameOf(manager: PackageManager, written: string): { readonly name: string; readonly extras: string } {
  const extras = manager === 'pip' ? (/\[[^\]]*\]$/.exec(written)?.[0] ?? '') : '';
  const name = manager === 'npm' || manager === 'go' ? written.replace(/(?!^)@[a-z]+$/, '') : written;
  return { name: name.slice(0, name.length - extras.length), extras };
}

/** How the index compares names: small letters, and one hyphen for what parts words. */
function pythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

interface Manifest {
  readonly file: RegExp;
  /** The version of a package with what parts it from the name, undefined when the text names none. */
  version(text: string, name: string): string | undefined;
}

/** Files that name versions, by manager; the most exact ones first. */
const manifests: Readonly<Partial<Record<PackageManager, readonly Manifest[]>>> = {
  npm: [
    { file: /(?:^|\/)package-lock\.json$/, version: lockedByNpm },
    {
      file: /(?:^|\/)package\.json$/,
      version: (text, name) => match(text, `"${escaped(name)}"\\s*:\\s*"([~^]?\\d[\\w.+-]*)"`, '@'),
    },
  ],
  pip: [
    {
      file: /(?:^|\/)[\w.-]*(?:require|constraint)[\w.-]*\.(?:txt|in)$/,
      version: (text, name) =>
        match(
          text,
          `^\\s*${escaped(pythonName(name)).replaceAll('-', '[-_.]+')}(?:\\[[^\\]]*\\])?\\s*==\\s*([\\w.!+]+)`,
          '==',
        ),
    },
  ],
  gem: [
    {
      file: /(?:^|\/)Gemfile\.lock$/,
      version: (text, name) => match(text, `^ {4}${escaped(name)} \\((\\d[\\w.]*)\\)`, ':'),
    },
  ],
  go: [{ file: /(?:^|\/)go\.mod$/, version: requiredByGo }],
};

/** Looked for without reading the whole file as JSON, which can be large. */
function lockedByNpm(text: string, name: string): string | undefined {
  const at = text.indexOf(`"node_modules/${name}": {`);
  const found = at === -1 ? undefined : /^[^{]*\{\s*"version":\s*"([\w.+-]+)"/.exec(text.slice(at, at + longestEntry));
  return found?.[1] && `@${found[1]}`;
}

/** The name of a package and its version stand within these many characters. */
const longestEntry = 500;

/** The module that holds a program; in `cmd/` of it, if not in its root. */
function requiredByGo(text: string, path: string): string | undefined {
  const module = path.replace(/\/cmd\/.*$/, '');
  return match(text, `^\\s*(?:require\\s+)?${escaped(module)}\\s+(v\\d[\\w.+-]*)`, '@');
}

function match(text: string, pattern: string, separator: string): string | undefined {
  const version = new RegExp(pattern, 'im').exec(text)?.[1];
  return version === undefined ? undefined : separator + version;
}

function escaped(name: string): string {
  return name.replace(/[^\w/@-]/g, '\\$&');
}
