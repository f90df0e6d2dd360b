import type { Connection } from 'vscode-languageserver';
import type { Configuration } from '../config/configuration';
import { foldersUpward, hadolintFileNames, strataFileName } from '../config/places';
import type { ConfigurationProblem } from '../config/problem';
import { decodeFile } from '../dockerfile/decode';
import type { Workspace } from '../ports';
import type { ClientFeatures } from './client';
import { contextAddress } from './contextFacts';
import { toLspConfigurationDiagnostic } from './convert';
import type { OpenDocuments } from './documents';
import { logCrash } from './isolate';
import { indexPositions } from './positions';
import { decodedUri } from './uris';

/** The configuration files that count for a document; undefined where there is none of a kind. */
export interface DocumentConfigurations {
  readonly strata: Configuration | undefined;
  readonly hadolint: Configuration | undefined;
}

/** The configuration files around documents, read once and kept until they change. */
export interface ConfigurationFiles {
  /** Never rejects. The values are the same ones as long as no file changes. */
  of(uri: string): Promise<DocumentConfigurations>;
  /** Files have come, gone or changed; true when one of them counts, or may count, for a document. */
  filesChanged(uris: readonly string[]): boolean;
  /** The text of a file in the editor is another one, or the file is no longer open: it is read again in any case. */
  draftChanged(uri: string): void;
  /** What is wrong in a configuration file with this text. */
  problemsIn(uri: string, text: string): Promise<readonly ConfigurationProblem[]>;
}

/** The text of a configuration file as it stands in the editor, however its address is written. */
export function draftOf(drafts: OpenDocuments, uri: string): string | undefined {
  const wanted = decodedUri(uri);
  return drafts.all().find((each) => decodedUri(each.uri) === wanted)?.text;
}

/** How many places are kept at most. */
const mostKept = 10_000;

/**
 * Finds the nearest `strata.yaml` and the nearest `.hadolint.yaml` of a document, in its folder and above up to its
 * workspace folder, and shows in these files what is wrong with them, as long as it is.
 *
 * @param draftOf The text of a file that is open in the editor, saved or not; undefined when it is not open.
 * @param workspaceFolderOf The URI of the open folder that a document is in, without a slash at its end.
 */
export function createConfigurationFiles(
  connection: Connection,
  client: Pick<ClientFeatures, 'encoding' | 'ruleBaseUri' | 'watchesFiles'>,
  files: Workspace,
  draftOf: (uri: string) => string | undefined,
  workspaceFolderOf: (uri: string) => string | undefined,
): ConfigurationFiles {
  const keptFor = client.watchesFiles ? Number.POSITIVE_INFINITY : 3_000;
  const kept = new Map<string, { readonly at: number; readonly read: Promise<Configuration | undefined> }>();
  const complainedOf = new Set<string>();
  /** The folder that a configuration file names as the build context, by the file. */
  const contexts = new Map<string, string>();

  async function readNew(
    uri: string,
    before: Promise<Configuration | undefined> | undefined,
  ): Promise<Configuration | undefined> {
    try {
      const text = draftOf(uri) ?? (await savedText(uri));
      contexts.delete(uri);
      if (text === undefined) {
        publish(uri, '', []);
        return undefined;
      }
      const { configuration, problems, context } = await check(uri, text);
      if (context !== undefined) {
        contexts.set(uri, context);
      }
      publish(uri, text, problems);
      const known = await before;
      return known && JSON.stringify(known) === JSON.stringify(configuration) ? known : configuration;
    } catch (error) {
      logCrash(connection, 'Configuration', () => uri, error);
      return undefined;
    }
  }

  /** What a file says and what is wrong in it, and the folder that it names as the build context, there or not. */
  async function check(uri: string, text: string): Promise<CheckedFile> {
    // Loaded only where there is a file to read.
    const { readConfiguration } = await import('../config/file');
    const kind = uri.endsWith(`/${strataFileName}`) ? 'strata' : 'hadolint';
    const { configuration, problems, missingContext } = readConfiguration(text, kind);
    const { context: written, ...rest } = configuration;
    if (written === undefined) {
      return { configuration: rest, problems, context: undefined };
    }
    const context = contextAddress(written, uri.slice(0, uri.lastIndexOf('/')));
    const isThere = (await files.readFolder(context)) !== undefined;
    return isThere
      ? { configuration: { ...rest, context }, problems, context }
      : { configuration: rest, problems: [...problems, ...(missingContext ? [missingContext] : [])], context };
  }

  async function savedText(uri: string): Promise<string | undefined> {
    const bytes = await files.readFile(uri);
    return bytes && decodeFile(bytes).text;
  }

  function readAgain(uri: string): void {
    // Read at once, so that what was wrong in it vanishes also when no document asks.
    kept.set(uri, { at: Date.now(), read: readNew(uri, kept.get(uri)?.read) });
  }

  function publish(uri: string, text: string, problems: readonly ConfigurationProblem[]): void {
    if (problems.length === 0 && !complainedOf.delete(uri)) {
      return;
    }
    if (problems.length > 0) {
      complainedOf.add(uri);
    }
    const positions = indexPositions(text, client.encoding);
    const diagnostics = problems.map((problem) => toLspConfigurationDiagnostic(positions, problem, client));
    connection.sendDiagnostics({ uri, diagnostics }).catch((error: unknown) => {
      logCrash(connection, 'Diagnostics', () => uri, error);
    });
  }

  function read(uri: string): Promise<Configuration | undefined> {
    const known = kept.get(uri);
    if (known && Date.now() - known.at <= keptFor) {
      return known.read;
    }
    if (kept.size >= mostKept) {
      kept.clear();
    }
    const reading = readNew(uri, known?.read);
    kept.set(uri, { at: Date.now(), read: reading });
    return reading;
  }

  async function nearest(folders: readonly string[], names: readonly string[]): Promise<Configuration | undefined> {
    for (const folder of folders) {
      for (const name of names) {
        const configuration = await read(`${folder}/${name}`);
        if (configuration) {
          return configuration;
        }
      }
    }
    return undefined;
  }

  return {
    async problemsIn(uri, text) {
      return (await check(uri, text)).problems;
    },
    async of(uri) {
      if (!uri.startsWith('file:')) {
        return { strata: undefined, hadolint: undefined };
      }
      const folders = foldersUpward(uri.slice(0, uri.lastIndexOf('/')), workspaceFolderOf(uri) ?? 'file://');
      const [strata, hadolint] = await Promise.all([
        nearest(folders, [strataFileName]),
        nearest(folders, hadolintFileNames),
      ]);
      return { strata, hadolint };
    },
    filesChanged(uris) {
      const changed = new Set(uris.map(decodedUri));
      let concerned = false;
      for (const uri of [...kept.keys()]) {
        if (changed.has(decodedUri(uri)) || isConcerned(contexts.get(uri), changed)) {
          concerned = true;
          readAgain(uri);
        }
      }
      return concerned;
    },
    draftChanged(uri) {
      readAgain([...kept.keys()].find((each) => decodedUri(each) === decodedUri(uri)) ?? uri);
    },
  };
}

interface CheckedFile {
  readonly configuration: Configuration;
  readonly problems: readonly ConfigurationProblem[];
  readonly context: string | undefined;
}

/** True when a folder, or one above it, is among what has come or gone. */
function isConcerned(folder: string | undefined, changed: ReadonlySet<string>): boolean {
  for (let path = decodedUri(folder ?? ''); path.includes('/'); path = path.slice(0, path.lastIndexOf('/'))) {
    if (changed.has(path)) {
      return true;
    }
  }
  return false;
}
