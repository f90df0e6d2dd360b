import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import {
  CancellationToken,
  CancellationTokenSource,
  type Connection,
  createConnection,
  createMessageConnection,
  LSPErrorCodes,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { guarded, isolated } from '../../server/src/lsp/isolate';

interface Params {
  readonly textDocument: { readonly uri: string };
}

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) {
    end();
  }
});

/** A real server connection and a client, joined by streams; `log` has what the server writes to the log. */
function connected(): { server: Connection; client: MessageConnection; log: string[] } {
  const up = new PassThrough();
  const down = new PassThrough();
  const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  const client = createMessageConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const log: string[] = [];
  client.onNotification('window/logMessage', ({ message }: { message: string }) => void log.push(message));
  ends.push(
    () => client.dispose(),
    () => server.dispose(),
  );
  return { server, client, log };
}

const uriOf = ({ textDocument: { uri } }: Params): string => `${uri} version 3`;
const params: Params = { textDocument: { uri: 'file:///a' } };

describe('an isolated request', () => {
  function ask(
    handler: (params: Params, token: CancellationToken) => string | Promise<string>,
    sent: unknown = params,
  ) {
    const { server, client, log } = connected();
    server.onRequest('test/ask', isolated(server, 'Asking', 'fallback', uriOf, handler));
    server.listen();
    client.listen();
    return { answer: client.sendRequest('test/ask', sent), log };
  }

  it('is answered by its handler', async () => {
    const { answer, log } = ask(() => 'fine');
    expect(await answer).toBe('fine');
    expect(log).toEqual([]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('index out of range');
      },
    ],
    ['rejects', () => Promise.reject(new Error('index out of range'))],
  ])('is answered by the fallback when the handler %s, and logged with its subject', async (_how, handler) => {
    const { answer, log } = ask(handler);
    expect(await answer).toBe('fallback');
    expect(log).toEqual([
      expect.stringMatching(/^Asking crashed on file:\/\/\/a version 3: Error: index out of range\n/),
    ]);
  });

  it('is logged even when its parameters are broken', async () => {
    const { answer, log } = ask(({ textDocument }) => textDocument.uri, {});
    expect(await answer).toBe('fallback');
    expect(log).toEqual([expect.stringContaining('an unknown subject')]);
  });

  it.each([
    ['gives an answer', async () => 'late'],
    ['crashes', () => Promise.reject(new Error('torn down'))],
  ])('is answered as cancelled, whether the handler then %s', async (_how, handler) => {
    const { server, client, log } = connected();
    const source = new CancellationTokenSource();
    const started = new Promise<void>((resolve) => {
      server.onRequest(
        'test/ask',
        isolated(server, 'Asking', 'fallback', uriOf, async (_params: Params, token) => {
          resolve();
          await new Promise((done) => token.onCancellationRequested(done));
          return handler();
        }),
      );
    });
    server.listen();
    client.listen();
    const refused = expect(client.sendRequest('test/ask', params, source.token)).rejects.toMatchObject({
      code: LSPErrorCodes.RequestCancelled,
    });
    await started;
    source.cancel();
    await refused;
    expect(log).toEqual([]);
  });

  it('does not start when it is cancelled already', async () => {
    const { server } = connected();
    let calls = 0;
    const handler = isolated(server, 'Asking', 'fallback', uriOf, () => String(++calls));
    expect(await handler(params, CancellationToken.Cancelled)).toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    expect(calls).toBe(0);
  });
});

describe('a guarded notification', () => {
  it('costs nothing but a line in the log when it crashes', async () => {
    const { server, client, log } = connected();
    server.onNotification(
      'test/tell',
      guarded(server, 'Telling', uriOf, () => {
        throw new Error('no such thing');
      }),
    );
    server.onRequest('test/ask', () => 'fine');
    server.listen();
    client.listen();
    await client.sendNotification('test/tell', params);
    expect(await client.sendRequest('test/ask')).toBe('fine');
    expect(log).toEqual([expect.stringContaining('Telling crashed on file:///a version 3')]);
  });
});
