import type { NeighbourDiagnostic, Neighbours } from '../features/coexistence';
import { type NeighbourExtension, neighbourExtensions } from '../protocol/neighbours';
import { isObject } from './client';

/** What the extensions beside us say, as the client has told last. */
export interface NeighbourStore {
  of(uri: string): Neighbours;
  /** Takes over what a client has sent; undefined when it names no document. Gives the address of the document. */
  tell(sent: unknown): string | undefined;
  forget(uri: string): void;
}

/** More than this of one document are not looked at. */
const mostDiagnostics = 10_000;

export function createNeighbours(): NeighbourStore {
  const diagnostics = new Map<string, readonly NeighbourDiagnostic[]>();
  let extensions: readonly NeighbourExtension[] = [];
  return {
    of: (uri) => ({ diagnostics: diagnostics.get(uri) ?? [], extensions }),
    tell(sent) {
      if (!isObject(sent) || typeof sent.uri !== 'string') {
        return undefined;
      }
      const given = Array.isArray(sent.diagnostics) ? sent.diagnostics.slice(0, mostDiagnostics) : [];
      diagnostics.set(sent.uri, given.filter(isDiagnostic));
      const running = Array.isArray(sent.extensions) ? sent.extensions : [];
      extensions = neighbourExtensions.filter((id) => running.includes(id));
      return sent.uri;
    },
    forget: (uri) => void diagnostics.delete(uri),
  };
}

function isDiagnostic(sent: unknown): sent is NeighbourDiagnostic {
  return (
    isObject(sent) &&
    (typeof sent.code === 'string' || typeof sent.code === 'number') &&
    Number.isInteger(sent.firstLine) &&
    Number.isInteger(sent.lastLine)
  );
}
