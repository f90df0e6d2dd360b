import { expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { type NeighboursParams, neighbourNotifications } from '../../server/src/protocol/neighbours';
import type { LspClient } from '../support/lspClient';
import { sloppy, start, uri, withoutPull } from '../support/lspTests';

const refresh = 'workspace/diagnostic/refresh';

function tell(client: LspClient, diagnostics: NeighboursParams['diagnostics']): Promise<void> {
  const params: NeighboursParams = { uri, diagnostics, extensions: ['exiasr.hadolint'] };
  return client.connection.sendNotification(neighbourNotifications.changed, params);
}

const maintainer = { code: 'DL4000', firstLine: 2, lastLine: 2 };

function has(diagnostics: readonly Diagnostic[], code: string): boolean {
  return diagnostics.some((each) => each.code === code);
}

it('findings step back when a neighbour says the same, and come back when it no longer does', async () => {
  const client = await start();
  client.open(uri, sloppy);
  expect(has(await client.diagnostics(uri), 'maintainer-deprecated')).toBe(true);
  await tell(client, [maintainer]);
  await client.until(() => client.serverRequests.filter((each) => each === refresh).length === 1);
  const beside = await client.diagnostics(uri);
  expect(has(beside, 'maintainer-deprecated')).toBe(false);
  expect(has(beside, 'keyword-not-upper-case')).toBe(true);
  await tell(client, []);
  await client.until(() => client.serverRequests.filter((each) => each === refresh).length === 2);
  expect(has(await client.diagnostics(uri), 'maintainer-deprecated')).toBe(true);
});

it('nobody is asked again when nothing else is shown', async () => {
  const client = await start({ settings: { shellcheck: { run: 'off' } } });
  client.open(uri, sloppy);
  await client.diagnostics(uri);
  await tell(client, [{ code: 'DL3006', firstLine: 2, lastLine: 2 }]);
  await tell(client, [{ code: 'DL4000', firstLine: 1, lastLine: 1 }]);
  await client.diagnostics(uri);
  expect(client.serverRequests).not.toContain(refresh);
});

it('a report is the same as long as the same is hidden', async () => {
  const client = await start();
  client.open(uri, sloppy);
  await tell(client, [maintainer]);
  const first = await client.pull(uri);
  await tell(client, [maintainer, { code: 'X', firstLine: 0, lastLine: 0 }]);
  expect(await client.pull(uri, first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
});

it('works for clients to which findings are pushed', async () => {
  const client = await start({ capabilities: withoutPull() });
  client.open(uri, sloppy);
  await client.pushed(uri, ({ diagnostics }) => has(diagnostics, 'maintainer-deprecated'));
  await tell(client, [maintainer]);
  await client.pushed(uri, ({ diagnostics }) => diagnostics.length > 0 && !has(diagnostics, 'maintainer-deprecated'));
});

it.each([
  ['show', true, true],
  ['hide', false, true],
])('strata.coexist: %s', async (coexist, ...expected) => {
  const client = await start({ settings: { coexist } });
  client.open(uri, sloppy);
  await tell(client, [maintainer]);
  const diagnostics = await client.diagnostics(uri);
  expect(['maintainer-deprecated', 'keyword-not-upper-case'].map((code) => has(diagnostics, code))).toEqual(expected);
});

it.each([null, 1, {}, { uri: 1 }, { uri, diagnostics: 1, extensions: 1 }, { uri, diagnostics: [null, { code: {} }] }])(
  'what a broken client sends is nothing: %j',
  async (params) => {
    const client = await start();
    client.open(uri, sloppy);
    await client.connection.sendNotification(neighbourNotifications.changed, params);
    expect(has(await client.diagnostics(uri), 'maintainer-deprecated')).toBe(true);
  },
);

it('in the profile of the neighbour findings have its codes, lead to our pages, and step back as well', async () => {
  const client = await start({ settings: { profile: 'hadolint' } });
  client.open(uri, sloppy);
  const found = (await client.diagnostics(uri)).find(({ code }) => code === 'DL4000');
  expect(found).toMatchObject({
    source: 'Strata',
    severity: 1,
    data: { rule: 'maintainer-deprecated', aliases: expect.arrayContaining(['DL4000', 'MaintainerDeprecated']) },
  });
  expect(found!.codeDescription?.href ?? 'maintainer-deprecated').toMatch(/maintainer-deprecated$/);
  await tell(client, [maintainer]);
  expect(has(await client.diagnostics(uri), 'DL4000')).toBe(false);
});
