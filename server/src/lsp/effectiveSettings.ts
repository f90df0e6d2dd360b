import { mergeConfigurations } from '../config/configuration';
import type { ConfigurationFiles, DocumentConfigurations } from './configurationFiles';
import type { Settings, SettingsStore } from './settings';

/**
 * Settings together with the configuration files of a document: what `strata.yaml` says counts more than the settings
 * of the editor, and what `.hadolint.yaml` says counts less.
 */
export function withConfigurationFiles(store: SettingsStore, files: ConfigurationFiles): SettingsStore {
  // The same settings stay the same value, since what is known of documents is kept by it.
  const known = new Map<
    string,
    { readonly own: Settings; readonly found: DocumentConfigurations; readonly both: Settings }
  >();
  return {
    async of(uri) {
      const [own, found] = await Promise.all([store.of(uri), files.of(uri)]);
      const before = known.get(uri);
      if (before?.own === own && before.found.strata === found.strata && before.found.hadolint === found.hadolint) {
        return before.both;
      }
      const both = merged(own, found);
      known.set(uri, { own, found, both });
      return both;
    },
    reset(sent) {
      known.clear();
      store.reset(sent);
    },
    forget(uri) {
      known.delete(uri);
      store.forget(uri);
    },
  };
}

function merged(own: Settings, { strata, hadolint }: DocumentConfigurations): Settings {
  if (!strata && !hadolint) {
    return own;
  }
  const { context, buildArgs } = own;
  const { enabled, profile, rules } = own.lint;
  const settings = { profile, rules, buildArgs, ...(context !== undefined && { context }) };
  const all = mergeConfigurations([strata ?? {}, settings, hadolint ?? {}]);
  return {
    ...own,
    context: all.context,
    buildArgs: all.buildArgs,
    lint: { enabled, profile: all.profile ?? profile, rules: all.rules, deafTo: all.deafTo },
  };
}
