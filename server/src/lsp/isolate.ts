import { type CancellationToken, type Connection, LSPErrorCodes, ResponseError } from 'vscode-languageserver';

/**
 * Wraps a request handler: a cancelled request is answered as such, and a crash costs this one answer, for which
 * `fallback` stands in. `subject` names what was asked about, for the log.
 */
export function isolated<Params, Result>(
  connection: Connection,
  name: string,
  fallback: Result,
  subject: (params: Params) => string,
  handler: (params: Params, token: CancellationToken) => Result | Promise<Result>,
): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<never>> {
  return async (params, token) => {
    try {
      const result = token.isCancellationRequested ? fallback : await handler(params, token);
      return token.isCancellationRequested ? cancelled() : result;
    } catch (error) {
      if (token.isCancellationRequested) {
        return cancelled();
      }
      logCrash(connection, name, () => subject(params), error);
      return fallback;
    }
  };
}

/** Runs the reaction to a notification; a crash is logged and costs nothing else. */
export function guarded<Params>(
  connection: Connection,
  name: string,
  subject: (params: Params) => string,
  handler: (params: Params) => void,
): (params: Params) => void {
  return (params) => {
    try {
      handler(params);
    } catch (error) {
      logCrash(connection, name, () => subject(params), error);
    }
  };
}

/** Writes one line of what crashed on what, and the stack below it. */
export function logCrash(connection: Connection, name: string, subject: () => string, error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  connection.console.error(`${name} crashed on ${safely(subject)}: ${stack}`);
}

function cancelled(): ResponseError<never> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'Request cancelled.');
}

/** Parameters of a broken client may lack anything. */
function safely(subject: () => string): string {
  try {
    return subject();
  } catch {
    return 'an unknown subject';
  }
}
