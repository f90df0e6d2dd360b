import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver-protocol';
import type { LspClient } from '../support/lspClient';
import { start, uri } from '../support/lspTests';

/** True when the server still answers as it should. */
async function isWell(client: LspClient): Promise<boolean> {
  client.open(uri, 'FROM a\nrun b\n');
  const items = await client.diagnostics(uri);
  return items.some(({ code }) => code === 'keyword-not-upper-case');
}

/** The ways to start the server, which have to behave alike. */
const commands = [
  ['main.server.js', '--stdio'],
  ['main.cli.js', 'lsp', '--stdio'],
];

describe.each(commands)('%s %s', (...command) => {
  it('answers, and exits with 0 after shutdown and exit', async () => {
    const client = await start({ command });
    expect(client.initialized.capabilities.hoverProvider).toBe(true);
    expect(await isWell(client)).toBe(true);
    expect(await client.stop()).toBe(0);
    expect(client.log).toEqual([]);
  });

  it('exits with 1 without shutdown', async () => {
    const client = await start({ command });
    void client.connection.sendNotification('exit');
    expect(await client.exitCode()).toBe(1);
  });

  it('exits when its input ends', async () => {
    const client = await start({ command });
    client.process.stdin!.end();
    expect(await client.exitCode()).toBe(1);
  });
});

describe('strata lsp', () => {
  it.each([
    [[], 'strata lsp --stdio'],
    [['--stdio', 'Dockerfile'], 'takes no files'],
    [['--sock'], 'Unknown option --sock'],
  ])('%j is wrong usage', async (args, message) => {
    const child = spawn(process.execPath, [resolve(__dirname, '../../dist/main.cli.js'), 'lsp', ...args]);
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    expect(await new Promise((done) => child.once('close', done))).toBe(2);
    expect(errors).toContain(message);
    expect(errors.trim().split('\n')).toHaveLength(1);
  });
});

describe('cancelling', () => {
  it('answers a request with the cancelled code, and the others as usual', async () => {
    const client = await start();
    client.open(uri, 'FROM a\nrun b\n'.repeat(200));
    const source = new CancellationTokenSource();
    const params = { textDocument: { uri } };
    const cancelled = client.connection.sendRequest('textDocument/diagnostic', params, source.token);
    const kept = client.connection.sendRequest('textDocument/diagnostic', params);
    source.cancel();
    await expect(cancelled).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    expect(await kept).toMatchObject({ kind: 'full' });
  });
});

describe('bad input', () => {
  it.each([
    ['a body that is no JSON', 'Content-Length: 5\r\n\r\n{nope'],
    ['a body that is no message', 'Content-Length: 4\r\n\r\nnull'],
    ['a message without a method', 'Content-Length: 17\r\n\r\n{"jsonrpc":"2.0"}'],
    ['an empty body', 'Content-Length: 0\r\n\r\n'],
    ['headers without a length', 'Hello: world\r\n\r\n'],
    ['no headers at all', 'hello world\r\n\r\n'],
    ['bytes', Buffer.from([0, 255, 254, 13, 10, 13, 10])],
  ])('%s does not end the server', async (_name, bytes) => {
    const client = await start();
    client.process.stdin!.write(bytes);
    // What came in the same chunk as broken headers is read when the next chunk comes.
    const nudge = setInterval(() => client.connection.sendNotification('$/setTrace', { value: 'off' }), 20);
    expect(await isWell(client)).toBe(true);
    clearInterval(nudge);
    expect(await client.stop()).toBe(0);
  });

  it.each([
    ['textDocument/hover', {}],
    ['textDocument/hover', { textDocument: { uri }, position: 'nowhere' }],
    ['textDocument/hover', { textDocument: { uri: 5 }, position: null }],
    ['textDocument/codeAction', { textDocument: { uri } }],
    ['textDocument/diagnostic', null],
    ['textDocument/documentSymbol', { textDocument: null }],
    ['strata/images/open', {}],
    ['strata/images/list', { handle: 'x' }],
    ['strata/images/close', null],
    ['strata/no-such-request', {}],
  ])('%s with %j does not either', async (method, params) => {
    const client = await start();
    client.open(uri, 'FROM a\nrun b\n');
    await client.connection.sendRequest(method, params).catch(() => undefined);
    expect(await isWell(client)).toBe(true);
  });

  it.each([
    ['textDocument/didOpen', {}],
    ['textDocument/didOpen', { textDocument: { uri, languageId: 'dockerfile', version: 1 } }],
    ['textDocument/didChange', { textDocument: { uri, version: 2 } }],
    ['textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ range: null, text: 'x' }] }],
    ['textDocument/didChange', { textDocument: { uri: 'file:///never/opened', version: 2 }, contentChanges: [] }],
    ['textDocument/didClose', { textDocument: null }],
    ['workspace/didChangeConfiguration', null],
    ['workspace/didChangeConfiguration', { settings: { strata: 'x' } }],
  ])('%s with %j does not either', async (method, params) => {
    const client = await start();
    client.open(uri, 'FROM a\n');
    void client.connection.sendNotification(method, params);
    expect(await isWell(client)).toBe(true);
  });

  it.each([
    ['controls and lone surrogates', '\u0000\ud800 \udfff\u2028FROM\u0085a\r\rRUN \u0007'],
    ['an open everything', 'FROM ${a\nRUN --mount="type=\nCOPY <<A <<B\n\\'],
    ['one long line', `FROM a\nRUN ${'x '.repeat(50_000)}`],
    ['many instructions', 'FROM a AS b\nCOPY --from=b /a /b\n'.repeat(2000)],
    ['an empty file', ''],
  ])('%s gets an answer to every request', async (_name, text) => {
    const client = await start();
    client.open(uri, text);
    const textDocument = { uri };
    const position = { line: 0, character: 3 };
    const range = { start: position, end: { line: 9, character: 9 } };
    await client.diagnostics(uri);
    await client.connection.sendRequest('textDocument/hover', { textDocument, position });
    await client.connection.sendRequest('textDocument/codeAction', {
      textDocument,
      range,
      context: { diagnostics: [] },
    });
    await client.connection.sendRequest('textDocument/completion', { textDocument, position });
    await client.connection.sendRequest('textDocument/rename', { textDocument, position, newName: 'x' }).catch(() => 0);
    await client.connection.sendRequest('textDocument/documentSymbol', { textDocument });
    await client.connection.sendRequest('textDocument/foldingRange', { textDocument });
    expect(client.log).toEqual([]);
    expect(await isWell(client)).toBe(true);
  });
});
