import { type Configuration, type MergedConfiguration, mergeConfigurations } from '../config/configuration';
import {
  type ConfigurationKind,
  foldersUpward,
  hadolintFileNames,
  hadolintUserFiles,
  hadolintVariableNames,
  kindOfConfiguration,
  strataFileName,
} from '../config/places';
import { decodeFile } from '../dockerfile/decode';
import type { CommandHost } from '../ports';
import { UsageError } from './command';
import type { LintInput } from './lintInputs';
import { configurationReport, type FileReport, unreadableReport } from './lintReport';
import { joined } from './walk';

/** Which configuration files the command line lets count: those that are found, one that it names, or none. */
export type ConfigurationChoice =
  | { readonly kind: 'found' }
  | { readonly kind: 'named'; readonly path: string }
  | { readonly kind: 'none' };

export interface FoundConfigurations {
  /** Everything that counts somewhere; the first is that of the working directory. */
  readonly configurations: readonly MergedConfiguration[];
  /** For each input the index of its configuration. */
  readonly ofInputs: readonly number[];
  /** What is wrong in the configuration files of inputs, one report for each file that has problems. */
  readonly reports: readonly FileReport[];
}

/**
 * Reads the configuration files of inputs, each once: the nearest `strata.yaml` in the folder of a Dockerfile or above,
 * and below that in strength one file of hadolint, with the variables of hadolint. Throws `UsageError` when a file that was named cannot be read.
 */
export async function findConfigurations(
  inputs: readonly LintInput[],
  choice: ConfigurationChoice,
  host: CommandHost,
): Promise<FoundConfigurations> {
  if (choice.kind === 'none') {
    return { configurations: [mergeConfigurations([])], ofInputs: inputs.map(() => 0), reports: [] };
  }
  const files = createReader(host);
  if (choice.kind === 'named') {
    const read = await files.read(choice.path);
    if ('reason' in read) {
      throw new UsageError(`${choice.path}: ${read.reason}`);
    }
    const merged = mergeConfigurations([read.configuration]);
    return { configurations: [merged], ofInputs: inputs.map(() => 0), reports: files.reportsOf([choice.path]) };
  }
  const places = createPlaces(host);
  const environment = await readEnvironment(host);
  const configurations: MergedConfiguration[] = [];
  const known = new Map<string, number>();
  const indexOf = async (folder: string): Promise<number> => {
    const paths = places.filesFor(folder);
    const key = paths.join('\n');
    const index = known.get(key);
    if (index !== undefined) {
      return index;
    }
    const read: Record<ConfigurationKind, Configuration> = { strata: {}, hadolint: {} };
    for (const path of paths) {
      const file = await files.read(path);
      read[kindOfConfiguration(path)] = 'reason' in file ? {} : file.configuration;
    }
    known.set(key, configurations.length);
    return configurations.push(mergeConfigurations([read.strata, environment.joinedWith(read.hadolint)])) - 1;
  };
  await indexOf(host.cwd);
  const ofInputs: number[] = [];
  const used = new Set<string>();
  for (const { file } of inputs) {
    const absolute = host.absolute(file);
    const folder = absolute.slice(0, absolute.lastIndexOf('/'));
    ofInputs.push(await indexOf(folder));
    places.filesFor(folder).forEach((path) => void used.add(path));
  }
  return { configurations, ofInputs, reports: [...files.reportsOf(used), ...environment.reports] };
}

interface Environment {
  /** The configuration of hadolint's file with what its variables say. */
  joinedWith(hadolint: Configuration): Configuration;
  /** What is wrong in the variables, one report for each, under the name of the variable. */
  readonly reports: readonly FileReport[];
}

/** Reads the variables of hadolint. What reads them is loaded only where one is set. */
async function readEnvironment(host: CommandHost): Promise<Environment> {
  if (!hadolintVariableNames.some((name) => host.variable(name))) {
    return { joinedWith: (hadolint) => hadolint, reports: [] };
  }
  const { joinedHadolint, readHadolintVariables } = await import('../config/hadolintVariables');
  const { configuration, problems } = readHadolintVariables((name) => host.variable(name));
  const byName = new Map(problems.map(({ name, text }) => [name, text] as const));
  return {
    joinedWith: (hadolint) => joinedHadolint(hadolint, configuration),
    reports: [...byName].map(([name, text]) => {
      const own = problems.filter((each) => each.name === name).map(({ problem }) => problem);
      return configurationReport(`$${name}`, text, own);
    }),
  };
}

/** Finds the configuration files of folders; every folder is looked into once. */
function createPlaces(host: CommandHost): { filesFor(folder: string): readonly string[] } {
  const strata = new Map<string, string | undefined>();
  const hadolint = new Map<string, string | undefined>();
  const found = new Map<string, readonly string[]>();
  let ofUser: { readonly path: string | undefined } | undefined;

  const existing = (paths: readonly string[]): string | undefined => paths.find((path) => host.kindOf(path) === 'file');
  /** Keeps what it finds for every folder on the way up, the rest of which is that of the folder above. */
  const nearest = (
    folders: readonly string[],
    names: readonly string[],
    known: Map<string, string | undefined>,
  ): string | undefined => {
    const passed: string[] = [];
    let path: string | undefined;
    for (const folder of folders) {
      if (known.has(folder)) {
        path = known.get(folder);
        break;
      }
      passed.push(folder);
      path = existing(names.map((name) => `${folder}/${name}`));
      if (path !== undefined) {
        break;
      }
    }
    for (const folder of passed) {
      known.set(folder, path);
    }
    return path;
  };

  return {
    filesFor(folder) {
      let files = found.get(folder);
      if (!files) {
        const isInside = `${folder}/`.startsWith(`${host.cwd}/`);
        const searched = isInside ? foldersUpward(folder, host.cwd) : [host.cwd];
        ofUser ??= { path: existing(hadolintUserFiles(host.variable('XDG_CONFIG_HOME'), host.variable('HOME'))) };
        files = [
          nearest(foldersUpward(folder), [strataFileName], strata),
          nearest(searched, hadolintFileNames, hadolint) ?? ofUser.path,
        ].filter((path) => path !== undefined);
        found.set(folder, files);
      }
      return files;
    },
  };
}

type ReadFile = { readonly configuration: Configuration } | { readonly reason: string };

/** Reads configuration files, each once, and collects the reports of those with problems. */
function createReader(host: CommandHost): {
  read(path: string): Promise<ReadFile>;
  reportsOf(paths: Iterable<string>): FileReport[];
} {
  const reports = new Map<string, FileReport>();
  const known = new Map<string, ReadFile>();

  async function readNew(path: string): Promise<ReadFile> {
    const absolute = host.absolute(path);
    const file = shownPath(absolute, host);
    let bytes: Uint8Array;
    try {
      bytes = host.readFile(path);
    } catch (error) {
      const reason = (error as Error).message;
      reports.set(path, unreadableReport(file, reason));
      return { reason };
    }
    // Loaded only where there is a file to read, since most of the time at the start would go into it.
    const { readConfiguration } = await import('../config/file');
    const slash = absolute.lastIndexOf('/');
    const { text } = decodeFile(bytes);
    const { configuration, problems, missingContext } = readConfiguration(text, kindOfConfiguration(absolute));
    const { context: written, ...rest } = configuration;
    const context = written === undefined ? undefined : absoluteFrom(absolute.slice(0, slash), written, host);
    const isMissing = context !== undefined && host.kindOf(context) !== 'directory';
    const all = isMissing && missingContext ? [...problems, missingContext] : problems;
    if (all.length > 0) {
      reports.set(path, configurationReport(file, text, all));
    }
    return { configuration: { ...rest, ...(context !== undefined && !isMissing && { context }) } };
  }

  return {
    reportsOf: (paths) => [...paths].flatMap((path) => reports.get(path) ?? []),
    async read(path) {
      let file = known.get(path);
      if (!file) {
        file = await readNew(path);
        known.set(path, file);
      }
      return file;
    },
  };
}

/** The absolute form of a path that may start from a folder. */
function absoluteFrom(folder: string, path: string, host: CommandHost): string {
  return host.absolute(/^(?:\/|[A-Za-z]:)/.test(path) ? path : joined(folder, path));
}

/** As a user would write it: below the working directory from there, else absolute. */
function shownPath(absolute: string, { cwd }: CommandHost): string {
  return absolute.startsWith(`${cwd}/`) ? absolute.slice(cwd.length + 1) : absolute;
}
