import { decodeFile } from '../dockerfile/decode';
import type { ContextAnswer, ContextEntry, ContextRequest } from '../model/contextListing';
import { contextSources } from '../model/contextSources';
import { answerSurvey, type SurveyedContext, surveyContext } from '../model/contextSurvey';
import type { DockerfileModel } from '../model/model';
import type { CommandHost } from '../ports';
import { joined, withSlashes } from './walk';

/** Finds the build contexts of Dockerfiles; what was read for one is known for the next. */
export interface ContextFinder {
  /**
   * What the instructions of a Dockerfile take from its build context, undefined when they take nothing.
   * The context is `given`, else the Dockerfile's folder or the working directory, whichever has more of it.
   */
  find(path: string, model: DockerfileModel, given?: string): SurveyedContext | undefined;
}

export function createContextFinder(host: CommandHost): ContextFinder {
  const folders = new Map<string, ReturnType<typeof readFolder>>();
  const answer = ({ kind, root, path }: ContextRequest): ContextAnswer => {
    const place = path === '' ? root : joined(root, path);
    if (kind === 'text') {
      return readText(place, host);
    }
    if (!folders.has(place)) {
      folders.set(place, readFolder(place, host));
    }
    return folders.get(place);
  };
  return {
    find(path, model, given) {
      const sources = contextSources(model);
      if (sources.length === 0) {
        return undefined;
      }
      const file = withSlashes(path, host);
      const slash = file.lastIndexOf('/');
      const folder = slash === -1 ? '.' : file.slice(0, slash) || '/';
      const others = host.absolute(folder) === host.cwd ? [] : ['.'];
      return answerSurvey(surveyContext({ folder, name: file.slice(slash + 1), given, others }, sources), answer);
    },
  };
}

function readFolder(path: string, host: CommandHost): readonly ContextEntry[] | 'unreadable' | undefined {
  if (host.kindOf(path) !== 'directory') {
    return undefined;
  }
  try {
    return host.readDirectory(path).map(({ name, kind }) => ({
      name,
      kind,
      size: kind === 'file' ? host.sizeOf(joined(path, name)) : 0,
    }));
  } catch {
    return 'unreadable';
  }
}

function readText(path: string, host: CommandHost): { readonly text: string } | undefined {
  try {
    return host.kindOf(path) === 'file' ? { text: decodeFile(host.readFile(path)).text } : undefined;
  } catch {
    return undefined;
  }
}
