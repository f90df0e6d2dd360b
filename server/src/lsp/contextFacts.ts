import { decodeFile } from '../dockerfile/decode';
import { withContext } from '../features/contextFacts';
import type { ContextAnswer, ContextRequest, ContextSurvey } from '../model/contextListing';
import { contextSources } from '../model/contextSources';
import { type ContextPlace, type SurveyedContext, surveyContext } from '../model/contextSurvey';
import type { Workspace } from '../ports';
import type { Analysis } from './analysis';
import type { ClientFeatures } from './client';
import type { FactCollector, Knowledge } from './knowledge';
import type { Settings } from './settings';
import { decodedUri, folderAround } from './uris';

/** What is known of build contexts; folders and small files are read once and kept until they change. */
export interface ContextFacts extends FactCollector {
  /** Files have come, gone or changed; true when something that was read may be different now. */
  filesChanged(uris: readonly string[]): boolean;
  workspaceFoldersChanged(added: readonly string[], removed: readonly string[]): void;
  /** The URI of the open folder that a document is in, without a slash at its end. */
  workspaceFolderOf(uri: string): string | undefined;
}

/** How long one survey may read, in milliseconds; what is left then counts as not looked into. */
const longestSurvey = 2_000;
/** How many folders and texts are kept at most. */
const mostKept = 20_000;

/**
 * Looks into the build contexts of documents on a disk. Documents elsewhere, such as those of a virtual workspace or
 * without a file, have none.
 *
 * @param client Which folders are open; where it does not tell about changes of files, what was read is soon read again.
 */
export function contextFacts(
  files: Workspace,
  client: Pick<ClientFeatures, 'workspaceFolders' | 'watchesFiles'>,
): ContextFacts {
  const keptFor = client.watchesFiles ? Number.POSITIVE_INFINITY : 3_000;
  let workspaceFolders = client.workspaceFolders;
  const kept = new Map<string, { readonly answer: ContextAnswer; readonly at: number }>();

  function keptAnswer(request: ContextRequest): ContextAnswer | 'not read' {
    const known = kept.get(keyOf(request));
    return known && Date.now() - known.at <= keptFor ? known.answer : 'not read';
  }

  async function read(request: ContextRequest): Promise<ContextAnswer> {
    const uri = uriBelow(request.root, request.path);
    if (request.kind === 'folder') {
      return await files.readFolder(uri);
    }
    const bytes = await files.readFile(uri);
    return bytes && { text: decodeFile(bytes).text };
  }

  function keep(request: ContextRequest, answer: ContextAnswer): void {
    if (kept.size >= mostKept) {
      kept.clear();
    }
    kept.set(keyOf(request), { answer, at: Date.now() });
  }

  /** The survey of what a document takes from its context, undefined when that is nothing. */
  function surveyFor(
    { document: { uri }, model }: Analysis,
    settings: Settings,
  ): ContextSurvey<SurveyedContext> | undefined {
    const sources = uri.startsWith('file:') ? contextSources(model) : [];
    return sources.length === 0 ? undefined : surveyContext(placeOf(uri, settings, workspaceFolders), sources);
  }

  return {
    name: 'Build context',
    known(analysis, settings) {
      const survey = surveyFor(analysis, settings);
      let step = survey?.next();
      while (survey && step && !step.done) {
        const answer = keptAnswer(step.value);
        if (answer === 'not read') {
          return undefined;
        }
        step = survey.next(answer);
      }
      return step?.done ? knowledgeOf(step.value) : undefined;
    },
    async collect(analysis, settings, cancel) {
      const survey = surveyFor(analysis, settings);
      const end = Date.now() + longestSurvey;
      let step = survey?.next();
      while (survey && step && !step.done) {
        let answer = keptAnswer(step.value);
        if (answer === 'not read') {
          answer = Date.now() > end ? 'unreadable' : await read(step.value);
          if (cancel.cancelled) {
            return undefined;
          }
          keep(step.value, answer);
        }
        step = survey.next(answer);
      }
      return step?.done ? knowledgeOf(step.value) : undefined;
    },
    filesChanged(uris) {
      let concerned = false;
      for (const uri of uris) {
        const path = decodedUri(uri);
        const folder = path.slice(0, path.lastIndexOf('/'));
        for (const key of [`folder ${folder}`, `folder ${path}`, `text ${path}`]) {
          concerned = kept.delete(key) || concerned;
        }
      }
      return concerned;
    },
    workspaceFolderOf: (uri) => folderAround(uri, workspaceFolders),
    workspaceFoldersChanged(added, removed) {
      workspaceFolders = [...workspaceFolders.filter((uri) => !removed.includes(uri)), ...added];
    },
  };
}

function knowledgeOf(surveyed: SurveyedContext): Knowledge {
  const { facts = {}, context } = withContext({}, surveyed);
  return { facts, context };
}

/**
 * Where the context of a document may be. What the settings say is an address, an absolute path, or relative to the
 * document's workspace folder, without one to the folder of the document.
 */
function placeOf(uri: string, { context }: Settings, workspaceFolders: readonly string[]): ContextPlace {
  const slash = uri.lastIndexOf('/');
  const folder = uri.slice(0, slash);
  const workspaceFolder = folderAround(uri, workspaceFolders);
  return {
    folder,
    name: decodedUri(uri.slice(slash + 1)),
    given: context === undefined ? undefined : contextAddress(context, workspaceFolder ?? folder),
    others: workspaceFolder === undefined ? [] : [workspaceFolder],
  };
}

/** The address of a context that is given as an address, as an absolute path, or relative to a folder. */
export function contextAddress(context: string, folder: string): string {
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(context)) {
    return context.replace(/\/$/, '');
  }
  const path = context.replaceAll('\\', '/');
  const isAbsolute = path.startsWith('/') || /^[A-Za-z]:\//.test(path);
  const address = new URL(isAbsolute ? `file:///${encoded(path.replace(/^\//, ''))}` : `${folder}/${encoded(path)}`);
  return address.href.replace(/\/$/, '');
}

function uriBelow(root: string, path: string): string {
  return path === '' ? root : `${root}/${encoded(path)}`;
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function keyOf({ kind, root, path }: ContextRequest): string {
  return `${kind} ${decodedUri(uriBelow(root, path))}`;
}
