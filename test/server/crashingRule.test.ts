import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sloppy, start, uri } from '../support/lspTests';

const root = resolve(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'strata-crash-'));
const server = join(folder, 'main.server.js');

/** The server as it is built, with one more rule, which always throws. */
beforeAll(() =>
  build({
    entryPoints: [join(root, 'server/src/main.server.ts')],
    outfile: server,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
    plugins: [
      {
        name: 'a rule that throws',
        setup({ onLoad }) {
          onLoad({ filter: /[\\/]server[\\/]src[\\/]rules[\\/]index\.ts$/ }, ({ path }) => ({
            loader: 'ts',
            contents: readFileSync(path, 'utf8').replace(
              /(export const rules[^=]*= \[)/,
              `$1 {
                id: 'always-throws', title: 'Throws', aliases: [], category: 'style', severity: 'warning',
                recommended: true, since: '0.0.0', fix: 'none', why: '', examples: [], references: [], messages: {},
                check() { throw new Error('on purpose'); },
              },`,
            ),
          }));
        },
      },
    ],
  }),
);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a rule that throws is told once in the log, and all others still answer', async () => {
  const client = await start({ command: [server, '--stdio'] });
  client.open(uri, sloppy);
  for (let version = 2; version < 6; version++) {
    client.change(uri, version, [{ text: `${sloppy}# ${version}\n` }]);
    const codes = (await client.diagnostics(uri)).map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['keyword-not-upper-case', 'maintainer-deprecated']));
  }
  const told = client.log.filter((message) => message.includes('on purpose'));
  expect(told).toEqual([
    expect.stringMatching(/^The rule always-throws crashed on file:\S+ version \d: Error: on purpose\n/),
  ]);
});
