import type { Connection } from 'vscode-languageserver';
import { type Coexistence, coexistences } from '../features/coexistence';
import type { RuleConfiguration, RuleSettings } from '../rules/engine/configuration';
import { profileNames } from '../rules/engine/profiles';
import { type ClientFeatures, isObject } from './client';

/** The section that all settings stand under. */
export const settingsSection = 'strata';

/** The settings of one resource, checked. In the editor: `strata.lint.enabled`, `strata.profile`, `strata.rules`. */
export interface Settings {
  readonly coexist: Coexistence;
  /**
   * The build context: an address, an absolute path, or relative to the workspace folder of the document, without one to
   * its own folder. Undefined when the user has not set it.
   */
  readonly context: string | undefined;
  /** What a build is given for its arguments, by name. */
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly lint: {
    readonly enabled: boolean;
    readonly profile: (typeof profileNames)[number];
    /** By rule id or code of another tool: a severity, `off`, or an object with severity and options. */
    readonly rules: NonNullable<RuleConfiguration['rules']>;
    /** The tools whose comments do not suppress anything. */
    readonly deafTo: NonNullable<RuleConfiguration['deafTo']>;
  };
  readonly shellCheck: {
    /** `auto`: where it is installed. */
    readonly run: (typeof shellCheckRuns)[number];
    /** The program: a name to look for, or an absolute path. */
    readonly path: string;
  };
}

const shellCheckRuns = ['auto', 'off'] as const;

export const defaultSettings: Settings = {
  coexist: 'auto',
  context: undefined,
  buildArgs: {},
  lint: { enabled: true, profile: 'recommended', rules: {}, deafTo: [] },
  shellCheck: { run: 'auto', path: 'shellcheck' },
};

/**
 * Reads what a client sent for the section `strata`. A value that does not fit is replaced by its default, and
 * `complain` gets one sentence about it; names of rules are checked later, where the rules are known.
 */
export function readSettings(sent: unknown, complain: (message: string) => void): Settings {
  const section = objectAt(sent, settingsSection, complain);
  const lint = objectAt(section.lint, 'strata.lint', complain);
  const shellCheck = objectAt(section.shellcheck, 'strata.shellcheck', complain);
  const { enabled, profile } = defaultSettings.lint;
  const { run, path } = defaultSettings.shellCheck;
  return {
    coexist: checked(
      section.coexist,
      'strata.coexist',
      defaultSettings.coexist,
      isCoexistence,
      coexistences.join(' or '),
      complain,
    ),
    context: checked(section.context, 'strata.context', '', isString, 'a string', complain).trim() || undefined,
    buildArgs: readBuildArgs(section.buildArgs, complain),
    lint: {
      enabled: checked(lint.enabled, 'strata.lint.enabled', enabled, isBoolean, 'true or false', complain),
      profile: checked(section.profile, 'strata.profile', profile, isProfile, profileNames.join(' or '), complain),
      rules: objectAt(section.rules, 'strata.rules', complain) as RuleSettings,
      deafTo: [],
    },
    shellCheck: {
      run: checked(
        shellCheck.run,
        'strata.shellcheck.run',
        run,
        isShellCheckRun,
        shellCheckRuns.join(' or '),
        complain,
      ),
      path: checked(shellCheck.path, 'strata.shellcheck.path', path, isString, 'a string', complain).trim() || path,
    },
  };
}

/** Numbers and the like are taken as they are written. */
function readBuildArgs(sent: unknown, complain: (message: string) => void): Record<string, string> {
  const given = Object.entries(objectAt(sent, 'strata.buildArgs', complain));
  return Object.fromEntries(
    given.flatMap(([name, value]) => {
      if (isString(value) || typeof value === 'number' || isBoolean(value)) {
        return [[name, String(value)]];
      }
      complain(`The build argument ${name} in strata.buildArgs must be a string; it is left out.`);
      return [];
    }),
  );
}

/** The settings of every open document, asked for once and again after each change. */
export interface SettingsStore {
  /** The settings for a resource; never rejects. */
  of(uri: string): Promise<Settings>;
  /** Drops everything known; `sent` replaces the settings of clients that cannot be asked. */
  reset(sent: unknown): void;
  forget(uri: string): void;
}

/** `complain` gets a sentence about every value that does not fit. */
export function createSettingsStore(
  connection: Connection,
  client: ClientFeatures,
  complain: (message: string) => void,
): SettingsStore {
  const known = new Map<string, Promise<Settings>>();
  let fixed = sectionIn(client.initialSettings);

  async function ask(uri: string): Promise<Settings> {
    try {
      const sent: unknown = await connection.workspace.getConfiguration({ scopeUri: uri, section: settingsSection });
      return readSettings(sent ?? fixed, complain);
    } catch (error) {
      complain(`The settings could not be read, defaults are used: ${String(error)}`);
      return readSettings(fixed, complain);
    }
  }

  return {
    of(uri) {
      let settings = known.get(uri);
      if (!settings) {
        settings = client.configuration ? ask(uri) : Promise.resolve(readSettings(fixed, complain));
        known.set(uri, settings);
      }
      return settings;
    },
    reset(sent) {
      known.clear();
      fixed = sectionIn(sent) ?? fixed;
    },
    forget: (uri) => void known.delete(uri),
  };
}

/** Clients send the section, or an object that has it under its name. */
function sectionIn(sent: unknown): unknown {
  return isObject(sent) && settingsSection in sent ? sent[settingsSection] : sent;
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isShellCheckRun(value: unknown): value is Settings['shellCheck']['run'] {
  return shellCheckRuns.some((run) => run === value);
}

function isCoexistence(value: unknown): value is Coexistence {
  return coexistences.some((each) => each === value);
}

function isProfile(value: unknown): value is Settings['lint']['profile'] {
  return profileNames.some((name) => name === value);
}

function checked<T>(
  value: unknown,
  name: string,
  standard: T,
  fits: (value: unknown) => value is T,
  wanted: string,
  complain: (message: string) => void,
): T {
  if (value === undefined || value === null) {
    return standard;
  }
  if (!fits(value)) {
    complain(`The setting ${name} must be ${wanted}; ${JSON.stringify(standard)} is used instead.`);
    return standard;
  }
  return value;
}

function objectAt(value: unknown, name: string, complain: (message: string) => void): Record<string, unknown> {
  const none: Record<string, unknown> = {};
  if (value === undefined || value === null) {
    return none;
  }
  if (!isObject(value)) {
    complain(`The setting ${name} must be an object; its defaults are used instead.`);
    return none;
  }
  return value;
}
