import type { InitializeParams } from 'vscode-languageserver';
import type { PositionEncoding } from './positions';

/** What the client can do and wants, read once from `initialize`. */
export interface ClientFeatures {
  readonly encoding: PositionEncoding;
  /** Asks for diagnostics itself; without it they are pushed. */
  readonly pullsDiagnostics: boolean;
  /** Can be told to ask for all diagnostics again. */
  readonly refreshesDiagnostics: boolean;
  /** Takes the version with pushed diagnostics. */
  readonly diagnosticVersions: boolean;
  readonly relatedInformation: boolean;
  readonly codeActionLiterals: boolean;
  readonly versionedEdits: boolean;
  readonly markdownHover: boolean;
  readonly snippets: boolean;
  /** Shows of each completion what it stands for, and not of the chosen one alone. */
  readonly labelDetails: boolean;
  readonly hierarchicalSymbols: boolean;
  /** Asks whether something can be renamed before it lets the user write. */
  readonly preparesRename: boolean;
  /** Answers `workspace/configuration`. */
  readonly configuration: boolean;
  /** Lets the server register for changes of the configuration. */
  readonly configurationRegistration: boolean;
  /** Lets the server register for documents of other kinds. */
  readonly registersDocuments: boolean;
  /** Lets the server register for code actions of documents of other kinds. */
  readonly registersCodeActions: boolean;
  /** Lets the server register for changes of files. */
  readonly watchesFiles: boolean;
  /** Tells when folders are opened or closed. */
  readonly tellsWorkspaceFolders: boolean;
  /** The URIs of the folders that are open at the start. */
  readonly workspaceFolders: readonly string[];
  /** What the address of a rule's page begins with; the rule's id follows. */
  readonly ruleBaseUri: string | undefined;
  /** False when the user does not trust the workspace; programs are started only where it is true. */
  readonly trustsWorkspace: boolean;
  /** Settings given with `initialize`, for clients without a configuration. Unchecked. */
  readonly initialSettings: unknown;
  readonly cache: CacheWish;
}

/** Where the client wants to have kept what was read of images; what it does not say is the server's choice. */
export interface CacheWish {
  /** A folder of this machine, absolute. */
  readonly folder?: string;
  /** Bytes that it may have; 0 for no cache. */
  readonly maxBytes?: number;
}

/**
 * Reads capabilities and `initializationOptions`:
 * `{ ruleBaseUri?: string, trusted?: boolean, settings?: object, cache?: { folder?: string, maxBytes?: number } }`;
 * anything odd is ignored.
 */
export function readClient({
  capabilities,
  initializationOptions,
  workspaceFolders,
  rootUri,
}: InitializeParams): ClientFeatures {
  const { textDocument = {}, workspace = {}, general = {} } = capabilities;
  const options: Record<string, unknown> = isObject(initializationOptions) ? initializationOptions : {};
  const { ruleBaseUri, trusted, settings, cache } = options;
  return {
    encoding: chooseEncoding(general.positionEncodings),
    pullsDiagnostics: textDocument.diagnostic !== undefined,
    refreshesDiagnostics: workspace.diagnostics?.refreshSupport === true,
    diagnosticVersions: textDocument.publishDiagnostics?.versionSupport === true,
    relatedInformation:
      textDocument.publishDiagnostics?.relatedInformation === true ||
      textDocument.diagnostic?.relatedInformation === true,
    codeActionLiterals: textDocument.codeAction?.codeActionLiteralSupport !== undefined,
    versionedEdits: workspace.workspaceEdit?.documentChanges === true,
    markdownHover: textDocument.hover?.contentFormat?.includes('markdown') ?? true,
    snippets: textDocument.completion?.completionItem?.snippetSupport === true,
    labelDetails: textDocument.completion?.completionItem?.labelDetailsSupport === true,
    hierarchicalSymbols: textDocument.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    preparesRename: textDocument.rename?.prepareSupport === true,
    configuration: workspace.configuration === true,
    configurationRegistration: workspace.didChangeConfiguration?.dynamicRegistration === true,
    registersDocuments: textDocument.synchronization?.dynamicRegistration === true,
    registersCodeActions:
      textDocument.codeAction?.dynamicRegistration === true &&
      textDocument.codeAction.codeActionLiteralSupport !== undefined,
    watchesFiles: workspace.didChangeWatchedFiles?.dynamicRegistration === true,
    tellsWorkspaceFolders: workspace.workspaceFolders === true,
    workspaceFolders: workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []),
    ruleBaseUri: typeof ruleBaseUri === 'string' && ruleBaseUri !== '' ? ruleBaseUri : undefined,
    trustsWorkspace: trusted !== false,
    initialSettings: settings,
    cache: cacheWish(cache),
  };
}

function cacheWish(value: unknown): CacheWish {
  const { folder, maxBytes } = isObject(value) ? value : {};
  return {
    ...(typeof folder === 'string' && folder !== '' && { folder }),
    ...(typeof maxBytes === 'number' && maxBytes >= 0 && { maxBytes }),
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const supportedEncodings: readonly string[] = ['utf-16', 'utf-8', 'utf-32'];

/** The client lists what it likes best first; without a list LSP says UTF-16. */
function chooseEncoding(offered: readonly string[] | undefined): PositionEncoding {
  return (offered?.find((each) => supportedEncodings.includes(each)) ?? 'utf-16') as PositionEncoding;
}
