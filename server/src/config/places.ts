/** Whose configuration a file is. */
export type ConfigurationKind = 'strata' | 'hadolint';

/** The name of our own configuration file. */
export const strataFileName = 'strata.yaml';

/** The names of hadolint's configuration file in a folder of a project; the first that exists counts. */
export const hadolintFileNames: readonly string[] = ['.hadolint.yaml', '.hadolint.yml'];

/** Whose configuration a file is, by its path with `/`: its name tells, or the folder of the user's own for hadolint. */
export function kindOfConfiguration(path: string): ConfigurationKind {
  return /hadolint[^/]*$|(^|\/)\.hadolint\/[^/]+$/i.test(path) ? 'hadolint' : 'strata';
}

/**
 * Where hadolint looks for the configuration of a user, the first that exists counts. Folders are those that the
 * variables `XDG_CONFIG_HOME` and `HOME` name, undefined where they are not set.
 */
export function hadolintUserFiles(configFolder: string | undefined, home: string | undefined): string[] {
  const settings = configFolder || (home && `${home}/.config`);
  const names = [
    ...(settings ? [`${settings}/hadolint`] : []),
    ...(home ? [`${home}/.hadolint/hadolint`, `${home}/.hadolint/config`, `${home}/.hadolint`] : []),
  ];
  return names.flatMap((name) => [`${name}.yaml`, `${name}.yml`]);
}

/** The variables of the environment in which hadolint looks for its configuration. */
export const hadolintVariableNames = [
  'HADOLINT_NOFAIL',
  'HADOLINT_VERBOSE',
  'HADOLINT_FORMAT',
  'HADOLINT_FAILURE_THRESHOLD',
  'HADOLINT_OVERRIDE_ERROR',
  'HADOLINT_OVERRIDE_WARNING',
  'HADOLINT_OVERRIDE_INFO',
  'HADOLINT_OVERRIDE_STYLE',
  'HADOLINT_IGNORE',
  'HADOLINT_STRICT_LABELS',
  'HADOLINT_DISABLE_IGNORE_PRAGMA',
  'HADOLINT_TRUSTED_REGISTRIES',
  'HADOLINT_REQUIRE_LABELS',
] as const;

export type HadolintVariableName = (typeof hadolintVariableNames)[number];

/** A folder and those above it, the nearest first, up to `top` or the root. Folders are absolute, with `/`. */
export function foldersUpward(folder: string, top?: string): string[] {
  const folders: string[] = [];
  for (let each = folder.replace(/\/+$/, ''); ; ) {
    folders.push(each);
    const slash = each.lastIndexOf('/');
    if (each === top || slash === -1) {
      return folders;
    }
    each = each.slice(0, slash);
  }
}
