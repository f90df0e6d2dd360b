import { describe, expect, it } from 'vitest';
import { find } from '../../server/src/cli/find';
import { runProgram } from '../../server/src/cli/main';
import { imageHost } from '../support/imageHost';
import { memoryHost } from '../support/memoryHost';
import { dockerArchive, file, folder, tar } from '../support/tarBuilder';

const files = {
  'a.tar': dockerArchive([
    tar(folder('etc'), file('etc/Key.pem', 1500), file('notes.txt', 'x'), { name: Uint8Array.of(0x6b, 0xff) }),
    tar(file('etc/.wh.Key.pem'), folder('etc/keys')),
  ]),
};

async function strata(...args: string[]) {
  const host = memoryHost({});
  const code = await runProgram({ commands: [find(imageHost(files))], version: '' }, ['find', ...args], host);
  return { code, out: host.out(), err: host.err() };
}

const key = [
  '  0    1.50 kB  /etc/Key.pem  (not in the final file system)',
  '  1    1.50 kB  /etc/Key.pem  (deleted here)',
];

describe('strata find', () => {
  it.each([
    [['a.tar', 'key.p'], key],
    [['--match-case', 'a.tar', 'key'], ['  1  directory  /etc/keys']],
    [['--glob', 'a.tar', '*.pem'], key],
    [['--regex', 'a.tar', 's$'], ['  1  directory  /etc/keys']],
  ])('%j', async (args, lines) => {
    expect(await strata(...args)).toEqual({ code: 0, out: `${lines.join('\n')}\n`, err: '' });
  });

  it('prints JSON, names that are no text in full', async () => {
    const { out } = await strata('--format', 'json', '--match-case', '--regex', 'a.tar', '^/(k|etc/Key)');
    expect(JSON.parse(out)).toEqual([
      { path: '/etc/Key.pem', type: 'file', size: 1500, layer: 0, change: 'added', visible: false },
      { path: '/etc/Key.pem', type: 'whiteout', size: 1500, layer: 1, change: 'deleted', visible: false },
      { path: '/k\ufffd', pathBase64: 'L2v/', type: 'file', size: 0, layer: 0, change: 'added', visible: true },
    ]);
  });

  it('says when there is nothing, which is no failure', async () => {
    expect(await strata('a.tar', 'nowhere')).toEqual({ code: 0, out: '', err: 'strata find: Nothing found.\n' });
    expect((await strata('--format', 'json', 'a.tar', 'nowhere')).out).toBe('[]\n');
  });

  it.each([
    [['a.tar'], /Name one saved image, and a part of the name/],
    [['--glob', '--regex', 'a.tar', 'x'], /either a glob or a regular expression/],
    [['--regex', 'a.tar', '(x'], /without a "\)"/],
    [['a.tar', ''], /Write a part of a name/],
    [['b.tar', 'x'], /no such file/],
  ])('%j is wrong usage', async (args, message) => {
    const { code, out, err } = await strata(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err.trimEnd()).not.toContain('\n');
  });
});
