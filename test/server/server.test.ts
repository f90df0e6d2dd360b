import { afterEach, describe, expect, it } from 'vitest';
import type {
  CodeAction,
  CompletionItem,
  Diagnostic,
  Hover,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type LspClient, modernClient, type StartOptions, startClient } from '../support/lspClient';

const uri = 'file:///project/Dockerfile';

/** A file with two findings that have safe fixes, and one problem that BuildKit refuses. */
const sloppy = 'FROM alpine:3.20\nrun echo a\nMAINTAINER ada\nworkdir /srv\n';

const clients: LspClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) {
    client.process.kill();
    await client.exitCode();
  }
});

async function start(options: StartOptions = {}): Promise<LspClient> {
  const client = await startClient(options);
  clients.push(client);
  return client;
}

/** A modern client with some capabilities changed. */
function clientWith(changes: Partial<typeof modernClient>): typeof modernClient {
  return { ...modernClient, ...changes };
}

function withoutPull(): typeof modernClient {
  const { diagnostic: _, ...textDocument } = modernClient.textDocument!;
  return clientWith({ textDocument });
}

const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);

function apply(text: string, edits: TextEdit[]): string {
  return TextDocument.applyEdits(TextDocument.create(uri, 'dockerfile', 1, text), edits);
}

/** The edits that an action makes in the one document of a test. */
function editsOf({ edit }: CodeAction): TextEdit[] {
  const change = edit?.documentChanges?.[0];
  return change && 'edits' in change ? (change.edits as TextEdit[]) : (edit?.changes?.[uri] ?? []);
}

function codeActions(client: LspClient, only?: string[]): Promise<CodeAction[]> {
  return client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: { line: 1, character: 1 }, end: { line: 1, character: 1 } },
    context: { diagnostics: [], ...(only && { only }) },
  });
}

describe('capabilities', () => {
  it('are what the server can do for a modern client', async () => {
    const { initialized } = await start();
    expect(initialized.serverInfo).toEqual({ name: 'Strata', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(initialized.capabilities).toEqual({
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: 2 },
      hoverProvider: true,
      completionProvider: { triggerCharacters: ['-', '=', ',', '$', '{'] },
      definitionProvider: true,
      referencesProvider: true,
      documentHighlightProvider: true,
      renameProvider: { prepareProvider: true },
      documentSymbolProvider: true,
      foldingRangeProvider: true,
      selectionRangeProvider: true,
      codeActionProvider: { codeActionKinds: ['quickfix', 'source.fixAll.strata'] },
      diagnosticProvider: { identifier: 'strata', interFileDependencies: false, workspaceDiagnostics: false },
    });
  });

  it('leave out what an old client cannot take', async () => {
    const { initialized } = await start({ capabilities: {} });
    expect(initialized.capabilities).toMatchObject({ positionEncoding: 'utf-16', hoverProvider: true });
    expect(initialized.capabilities).not.toHaveProperty('diagnosticProvider');
    expect(initialized.capabilities).not.toHaveProperty('codeActionProvider');
  });
});

describe('pulled diagnostics', () => {
  it('have everything that an editor shows', async () => {
    const client = await start({ initializationOptions: { ruleBaseUri: 'vscode://strata.strata/rules/' } });
    client.open(uri, sloppy);
    const items = await client.diagnostics(uri);
    expect(items).toContainEqual({
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } },
      severity: expect.any(Number),
      source: 'Strata',
      code: 'keyword-not-upper-case',
      codeDescription: { href: 'vscode://strata.strata/rules/keyword-not-upper-case' },
      message: expect.stringMatching(/\w/),
      data: { aliases: expect.any(Array) },
    });
    expect(items.find(({ code }) => code === 'maintainer-deprecated')).toMatchObject({
      tags: [2],
      data: { aliases: expect.arrayContaining(['DL4000', 'MaintainerDeprecated']) },
    });
  });

  it('have no links without a base address', async () => {
    const client = await start();
    client.open(uri, sloppy);
    const items = await client.diagnostics(uri);
    expect(items.length).toBeGreaterThan(0);
    expect(items.every(({ codeDescription }) => codeDescription === undefined)).toBe(true);
  });

  it('name related places', async () => {
    const client = await start();
    client.open(uri, 'FROM alpine\nCMD ["a"]\nCMD ["b"]\n');
    const [item] = (await client.diagnostics(uri)).filter(({ code }) => code === 'overridden-instruction');
    expect(item?.relatedInformation).toEqual([
      {
        location: { uri, range: expect.objectContaining({ start: { line: 2, character: 0 } }) },
        message: expect.any(String),
      },
    ]);
  });

  it('are unchanged until the text or the settings change', async () => {
    const client = await start();
    client.open(uri, sloppy);
    const first = await client.pull(uri);
    expect(first.kind).toBe('full');
    expect(await client.pull(uri, first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    client.change(uri, 2, [
      { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } }, text: 'RUN' },
    ]);
    const second = await client.pull(uri, first.resultId);
    expect(
      second.kind === 'full' && codes(second.items).filter((code) => code === 'keyword-not-upper-case'),
    ).toHaveLength(1);
    expect(second.resultId).not.toBe(first.resultId);
    client.close(uri);
    client.open(uri, 'FROM scratch\n');
    expect(await client.pull(uri, second.resultId)).toMatchObject({ kind: 'full', items: [] });
  });

  it('follow incremental changes', async () => {
    const client = await start();
    client.open(uri, 'FROM alpine\n');
    expect(await client.diagnostics(uri)).toEqual([]);
    const end = { line: 1, character: 0 };
    client.change(uri, 2, [
      { range: { start: end, end }, text: 'user app\n' },
      { range: { start: end, end }, text: '# note\n' },
    ]);
    expect((await client.diagnostics(uri)).map(({ range }) => range.start.line)).toEqual([2]);
  });

  it.each([
    ['file:///project/Dockerfile.dockerignore', 'dockerfile'],
    ['file:///project/notes.txt', 'plaintext'],
    ['git:/project/Dockerfile', 'dockerfile'],
  ])('are empty for %s', async (other, languageId) => {
    const client = await start();
    client.open(other, sloppy, languageId);
    expect(await client.diagnostics(other)).toEqual([]);
  });

  it.each(['untitled:Untitled-1', 'vscode-vfs://github/owner/project/Dockerfile'])(
    'are there for %s',
    async (other) => {
      const client = await start();
      client.open(other, sloppy);
      expect((await client.diagnostics(other)).length).toBeGreaterThan(0);
    },
  );
});

describe('pushed diagnostics', () => {
  it('come to a client that cannot pull, with their version, and go when the file is closed', async () => {
    const client = await start({ capabilities: withoutPull() });
    client.open(uri, sloppy);
    const first = await client.pushed(uri);
    expect(first.version).toBe(1);
    expect(codes(first.diagnostics)).toContain('keyword-not-upper-case');
    for (let version = 2; version <= 6; version++) {
      client.change(uri, version, [{ text: version === 6 ? 'FROM scratch\n' : sloppy }]);
    }
    const last = await client.pushed(uri, ({ version }) => version === 6);
    expect(last.diagnostics).toEqual([]);
    client.close(uri);
    expect((await client.pushed(uri, ({ version }) => version === undefined)).diagnostics).toEqual([]);
  });

  it('come again when settings change', async () => {
    const client = await start({ capabilities: withoutPull() });
    client.open(uri, sloppy);
    await client.pushed(uri, ({ diagnostics }) => diagnostics.length > 0);
    client.setSettings({ lint: { enabled: false } });
    expect((await client.pushed(uri)).diagnostics).toEqual([]);
  });
});

describe('settings', () => {
  it('choose rules and severities, and take effect at once', async () => {
    const client = await start({ settings: { rules: { 'keyword-not-upper-case': 'off' } } });
    client.open(uri, sloppy);
    expect(codes(await client.diagnostics(uri))).not.toContain('keyword-not-upper-case');
    client.setSettings({ rules: { 'keyword-not-upper-case': 'error' } });
    await client.until(() => client.serverRequests.includes('workspace/diagnostic/refresh'));
    const items = await client.diagnostics(uri);
    expect(items.find(({ code }) => code === 'keyword-not-upper-case')?.severity).toBe(1);
  });

  it('differ by document', async () => {
    const quiet = 'file:///quiet/Dockerfile';
    const client = await start({
      settings: (scope: string) => ({ lint: { enabled: !scope.startsWith('file:///quiet/') } }),
    });
    client.open(uri, sloppy);
    client.open(quiet, sloppy);
    expect((await client.diagnostics(uri)).length).toBeGreaterThan(0);
    expect(await client.diagnostics(quiet)).toEqual([]);
  });

  it('with mistakes are told once and replaced by defaults', async () => {
    const client = await start({ settings: { lint: { enabled: 'no' }, rules: { 'no-such-rule': 'off' } } });
    client.open(uri, sloppy);
    expect((await client.diagnostics(uri)).length).toBeGreaterThan(0);
    await client.diagnostics(uri);
    expect(client.log.filter((line) => line.includes('strata.lint.enabled'))).toHaveLength(1);
    expect(client.log.filter((line) => line.includes('no-such-rule'))).toHaveLength(1);
  });

  it('come with initialize from a client without a configuration, and by notification', async () => {
    const client = await start({
      capabilities: withoutPull().textDocument ? { textDocument: withoutPull().textDocument! } : {},
      initializationOptions: { settings: { strata: { lint: { enabled: false } } } },
    });
    client.open(uri, sloppy);
    expect((await client.pushed(uri)).diagnostics).toEqual([]);
    client.setSettings({ lint: { enabled: true } });
    expect((await client.pushed(uri)).diagnostics.length).toBeGreaterThan(0);
  });
});

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
    expect(codes(await client.diagnostics(uri))).not.toContain('keyword-not-upper-case');
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
    expect(apply(text, editsOf({ title: '', edit }))).toBe(text.replaceAll('build', 'make'));
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
