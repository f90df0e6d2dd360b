import { decodeFile } from '../dockerfile/decode';
import type { ContextAnswer, ContextEntry, ContextRequest } from '../model/contextListing';
import { contextSources } from '../model/contextSources';
import { answerSurvey, type SurveyedContext, surveyContext } from '../model/contextSurvey';
import type { DockerfileModel } from '../model/model';
import type { CommandHost, Digest } from '../ports';
import type { ContextTrace } from './keptReports';
import { joined, withSlashes } from './walk';

/** Finds the build contexts of Dockerfiles; what was read for one is known for the next. */
export interface ContextFinder {
  /**
   * What the instructions of a Dockerfile take from its build context, undefined when they take nothing.
   * The context is `given`, else the Dockerfile's folder or the working directory above it, whichever has more of it.
   */
  find(path: string, model: DockerfileModel, given?: string): FoundContext;
  /** The digest of what `find` would get to see now where it looked at these places. */
  digestOf(requests: readonly string[]): string;
}

export interface FoundContext {
  /** Undefined when the Dockerfile takes nothing from a context. */
  readonly context: SurveyedContext | undefined;
  /** What was looked at; works out digests. */
  trace(): ContextTrace;
}

export function createContextFinder(host: CommandHost, { sha256 }: Digest): ContextFinder {
  const folders = new Map<string, ReturnType<typeof readFolder>>();
  const digests = new Map<string, string>();
  const encoder = new TextEncoder();
  const answer = (kind: ContextRequest['kind'], place: string): ContextAnswer => {
    if (kind === 'text') {
      return readText(place, host);
    }
    if (!folders.has(place)) {
      folders.set(place, readFolder(place, host));
    }
    return folders.get(place);
  };
  const note = (request: string, seen: ContextAnswer): string => {
    const digest = digests.get(request) ?? sha256(encoder.encode(JSON.stringify([seen])));
    digests.set(request, digest);
    return digest;
  };
  const digestOf = (requests: readonly string[]): string =>
    sha256(
      encoder.encode(requests.map((each) => digests.get(each) ?? note(each, answer(...splitRequest(each)))).join()),
    );
  return {
    digestOf,
    find(path, model, given) {
      const sources = contextSources(model);
      if (sources.length === 0) {
        return { context: undefined, trace: () => ({ requests: [], answers: digestOf([]) }) };
      }
      const file = withSlashes(path, host);
      const slash = file.lastIndexOf('/');
      const folder = slash === -1 ? '.' : file.slice(0, slash) || '/';
      const others = isBelow(withSlashes(host.absolute(folder), host), withSlashes(host.cwd, host)) ? ['.'] : [];
      const seen = new Map<string, ContextAnswer>();
      const survey = surveyContext({ folder, name: file.slice(slash + 1), given, others }, sources);
      const context = answerSurvey(survey, ({ kind, root, path: below }) => {
        const place = below === '' ? root : joined(root, below);
        const request = `${kind} ${place}`;
        const there = answer(kind, place);
        seen.set(request, there);
        return there;
      });
      const trace = () => {
        seen.forEach((there, request) => void note(request, there));
        return { requests: [...seen.keys()], answers: digestOf([...seen.keys()]) };
      };
      return { context, trace };
    },
  };
}

function isBelow(folder: string, parent: string): boolean {
  return folder !== parent && folder.startsWith(parent.endsWith('/') ? parent : `${parent}/`);
}

function splitRequest(request: string): [kind: ContextRequest['kind'], place: string] {
  const space = request.indexOf(' ');
  return [request.slice(0, space) as ContextRequest['kind'], request.slice(space + 1)];
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
