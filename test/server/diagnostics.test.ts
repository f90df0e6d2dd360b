import { describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { sloppy, start, uri, withoutPull } from '../support/lspTests';

const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);

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
    client.open(uri, 'FROM alpine:3.22\n');
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
