import { describe, expect, it } from 'vitest';
import type { CodeAction, CompletionItem, Hover, TextEdit, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { type LspClient, modernClient } from '../support/lspClient';
import { apply, clientWith, editsOf, sloppy, start, uri } from '../support/lspTests';

function codeActions(client: LspClient, only?: string[]): Promise<CodeAction[]> {
  return client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: { line: 1, character: 1 }, end: { line: 1, character: 1 } },
    context: { diagnostics: [], ...(only && { only }) },
  });
}

describe('hover', () => {
  async function hoverAt(client: LspClient, line: number, character: number): Promise<Hover | null> {
    return client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line, character },
    });
  }

  it('explains the word under the mouse', async () => {
    const client = await start();
    client.open(uri, sloppy);
    expect(await hoverAt(client, 1, 1)).toEqual({
      contents: { kind: 'markdown', value: expect.stringContaining('whiteout') },
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } },
    });
    expect(await hoverAt(client, 1, 6)).toBeNull();
    expect(await hoverAt(client, 99, 99)).toBeNull();
  });

  it('is plain text for a client without Markdown', async () => {
    const client = await start({ capabilities: { textDocument: { hover: { contentFormat: ['plaintext'] } } } });
    client.open(uri, sloppy);
    const hover = await hoverAt(client, 1, 1);
    expect(hover?.contents).toMatchObject({ kind: 'plaintext', value: expect.stringMatching(/^RUN · makes a layer/) });
    expect(JSON.stringify(hover)).not.toContain('```');
  });
});

describe('code actions', () => {
  it('fix what is under the cursor', async () => {
    const client = await start();
    client.open(uri, sloppy);
    const actions = await codeActions(client);
    const fix = actions.find(({ isPreferred }) => isPreferred)!;
    expect(fix).toMatchObject({ kind: 'quickfix', diagnostics: [{ code: 'keyword-not-upper-case' }] });
    expect(fix.edit?.documentChanges).toMatchObject([{ textDocument: { uri, version: 1 } }]);
    expect(apply(sloppy, editsOf(fix))).toBe(sloppy.replace('run', 'RUN'));
    const titles = actions.map(({ title }) => title);
    expect(titles).toContainEqual(expect.stringMatching(/^Disable .* for this line$/));
    expect(titles).toContainEqual(expect.stringMatching(/^Disable .* for this file$/));
  });

  it('fix everything that is safe on request', async () => {
    const client = await start();
    client.open(uri, sloppy);
    const [action, ...others] = await codeActions(client, ['source.fixAll']);
    expect(others).toEqual([]);
    expect(action?.kind).toBe('source.fixAll.strata');
    const fixed = apply(sloppy, editsOf(action!));
    expect(fixed).toContain('\nRUN echo a\n');
    expect(fixed).toContain('\nWORKDIR /srv\n');
    client.change(uri, 2, [{ text: fixed }]);
    expect(await codeActions(client, ['source.fixAll.strata'])).toEqual([]);
  });

  it('suppress a finding for good', async () => {
    const client = await start();
    client.open(uri, 'FROM alpine\nrun echo a\n');
    const disable = (await codeActions(client)).find(({ title }) => title.endsWith('for this line'))!;
    client.change(uri, 2, [{ text: apply('FROM alpine\nrun echo a\n', editsOf(disable)) }]);
    const codes = (await client.diagnostics(uri)).map(({ code }) => code);
    expect(codes).not.toContain('keyword-not-upper-case');
  });

  it('come as plain changes to a client without versioned edits', async () => {
    const client = await start({ capabilities: clientWith({ workspace: {} }) });
    client.open(uri, sloppy);
    const fix = (await codeActions(client)).find(({ isPreferred }) => isPreferred)!;
    expect(Object.keys(fix.edit?.changes ?? {})).toEqual([uri]);
    expect(apply(sloppy, editsOf(fix))).toContain('RUN');
  });

  it.each([[['refactor']], [['source.organizeImports']]])('are none of the kind %j', async (only) => {
    const client = await start();
    client.open(uri, sloppy);
    expect(await codeActions(client, only)).toEqual([]);
  });

  it('are off where linting is', async () => {
    const client = await start({ settings: { lint: { enabled: false } } });
    client.open(uri, sloppy);
    expect(await codeActions(client)).toEqual([]);
    expect(await codeActions(client, ['source.fixAll'])).toEqual([]);
  });
});

describe('completion', () => {
  function completeAt(client: LspClient, line: number, character: number): Promise<CompletionItem[]> {
    const position = { line, character };
    return client.connection.sendRequest('textDocument/completion', { textDocument: { uri }, position });
  }

  it('replaces what is typed', async () => {
    const client = await start();
    client.open(uri, 'FROM a\nCOPY --fr\n');
    const item = (await completeAt(client, 1, 9)).find(({ label }) => label === '--from')!;
    expect(apply('FROM a\nCOPY --fr\n', [item.textEdit as TextEdit])).toBe('FROM a\nCOPY --from=\n');
  });

  it('begins with the rules that a comment has something to suppress of', async () => {
    const client = await start();
    client.open(uri, 'FROM alpine:3.22\n# strata ignore=\nMAINTAINER x\n');
    const items = await completeAt(client, 1, 16);
    const first = items.filter(({ sortText }) => sortText !== undefined);
    expect(first).toMatchObject([{ label: 'maintainer-deprecated', sortText: '0 maintainer-deprecated' }]);
    expect(items.length).toBeGreaterThan(50);
  });

  it('says what each one stands for as the client can show it', async () => {
    const text = 'FROM alpine:3.22\n# hadolint ignore=\n';
    const { completion, ...textDocument } = modernClient.textDocument!;
    const completionItem = { ...completion?.completionItem, labelDetailsSupport: true };
    const capabilities = clientWith({ textDocument: { ...textDocument, completion: { completionItem } } });
    for (const [options, expected] of [
      [{}, { detail: 'MAINTAINER is deprecated' }],
      [{ capabilities }, { labelDetails: { description: 'MAINTAINER is deprecated' } }],
    ] as const) {
      const client = await start(options);
      client.open(uri, text);
      const item = (await completeAt(client, 1, 18)).find(({ label }) => label === 'DL4000');
      expect(item).toMatchObject(expected);
    }
  });

  it('has templates for clients with snippets only', async () => {
    const isSnippet = ({ insertTextFormat }: CompletionItem): boolean => insertTextFormat === 2;
    const client = await start();
    client.open(uri, 'FROM a\n');
    expect((await completeAt(client, 1, 0)).some(isSnippet)).toBe(true);
    const old = await start({ capabilities: {} });
    old.open(uri, 'FROM a\n');
    const items = await completeAt(old, 1, 0);
    expect(items.length).toBeGreaterThan(10);
    expect(items.some(isSnippet)).toBe(false);
  });
});

describe('names', () => {
  const text = 'FROM a AS build\nFROM b\nCOPY --from=build x y\n';
  const textDocument = { uri };
  const use = { line: 2, character: 14 };
  const definition = { uri, range: { start: { line: 0, character: 10 }, end: { line: 0, character: 15 } } };
  const reference = { uri, range: { start: { line: 2, character: 12 }, end: { line: 2, character: 17 } } };

  it('lead to where they are defined and used', async () => {
    const client = await start();
    client.open(uri, text);
    const ask = (method: string, more = {}) =>
      client.connection.sendRequest(`textDocument/${method}`, { textDocument, position: use, ...more });
    expect(await ask('definition')).toEqual([definition]);
    expect(await ask('references', { context: { includeDeclaration: true } })).toEqual([definition, reference]);
    expect(await ask('references', { context: { includeDeclaration: false } })).toEqual([reference]);
    expect(await ask('documentHighlight')).toEqual([
      { range: definition.range, kind: 3 },
      { range: reference.range, kind: 2 },
    ]);
    expect(await ask('prepareRename')).toEqual({ range: reference.range, placeholder: 'build' });
  });

  it('change everywhere at once, or the user hears why not', async () => {
    const client = await start();
    client.open(uri, text);
    const rename = (newName: string) =>
      client.connection.sendRequest<WorkspaceEdit>('textDocument/rename', { textDocument, position: use, newName });
    const edit = await rename('make');
    expect(apply(text, editsOf({ edit }))).toBe(text.replaceAll('build', 'make'));
    await expect(rename('Make It')).rejects.toThrow('lower-case');
  });
});

describe('outline, folding and selection', () => {
  it('have stages with their instructions', async () => {
    const client = await start();
    client.open(uri, 'FROM a AS b\nRUN x \\\n  y\n');
    expect(await client.connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } })).toMatchObject(
      [{ name: 'b', detail: 'a', selectionRange: { start: { line: 0, character: 10 } }, children: [{ name: 'RUN' }] }],
    );
    expect(await client.connection.sendRequest('textDocument/foldingRange', { textDocument: { uri } })).toEqual([
      { startLine: 0, endLine: 2 },
      { startLine: 1, endLine: 2 },
    ]);
  });

  it('select step by step', async () => {
    const client = await start();
    client.open(uri, 'FROM a\n');
    const positions = [{ line: 0, character: 5 }];
    const range = (line: number, start: number, end: number) => ({
      start: { line: 0, character: start },
      end: { line, character: end },
    });
    expect(
      await client.connection.sendRequest('textDocument/selectionRange', { textDocument: { uri }, positions }),
    ).toEqual([{ range: range(0, 5, 6), parent: { range: range(0, 0, 6), parent: { range: range(1, 0, 0) } } }]);
  });

  it('are flat for a client without hierarchies', async () => {
    const client = await start({ capabilities: {} });
    client.open(uri, 'FROM a AS b\nRUN x\n');
    expect(await client.connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } })).toMatchObject(
      [
        { name: 'b', location: { uri } },
        { name: 'RUN', containerName: 'b' },
      ],
    );
  });
});

describe('position encodings', () => {
  it.each([
    ['utf-8', 11],
    ['utf-16', 8],
    ['utf-32', 7],
  ])('%s', async (encoding, column) => {
    const client = await start({
      capabilities: clientWith({ general: { positionEncodings: ['x', encoding, 'utf-16'] } }),
    });
    expect(client.initialized.capabilities.positionEncoding).toBe(encoding);
    client.open(uri, 'ARG V=1\nFROM é😀$V\n');
    const range = { start: { line: 1, character: column }, end: { line: 1, character: column + 2 } };
    const position = range.start;
    const hover = await client.connection.sendRequest<Hover>('textDocument/hover', { textDocument: { uri }, position });
    expect(hover.range).toEqual(range);
  });
});
