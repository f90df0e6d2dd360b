import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cat } from '../../server/src/cli/cat';
import { diff } from '../../server/src/cli/diff';
import { runProgram } from '../../server/src/cli/main';
import { imageHost } from '../support/imageHost';
import { memoryHost } from '../support/memoryHost';
import { dockerArchive, file, folder, symlink, tar } from '../support/tarBuilder';

const lower = tar(folder('d'), file('d/f', 'lower\n'), file('gone', 'still here\n'));
const files = {
  'a.tar': dockerArchive([
    lower,
    tar(file('d/f', 'upper\n'), file('.wh.gone'), symlink('link', 'd/f'), { name: 'pipe', type: '6' }),
  ]),
  'b.tar': dockerArchive([lower, tar(file('new', 2000))], { tags: ['lab/b:2'] }),
  'cut.tar': dockerArchive([lower.slice(0, 1026)]),
};

async function strata(...args: string[]) {
  const host = memoryHost({});
  const images = imageHost(files);
  const code = await runProgram({ commands: [cat(images), diff(images)], version: '' }, args, host);
  return { code, out: host.out(), err: host.err() };
}

describe('strata cat', () => {
  it.each([
    [['a.tar', '/d/f'], 'upper\n'],
    [['a.tar', 'd/f'], 'upper\n'],
    [['a.tar', '/link'], 'upper\n'],
    [['--layer', '0', 'a.tar', '/d/f'], 'lower\n'],
    [['--layer', '0', 'a.tar', '/gone'], 'still here\n'],
  ])('%j', async (args, out) => {
    expect(await strata('cat', ...args)).toEqual({ code: 0, out, err: '' });
  });

  it.each([
    [['a.tar'], /Name one saved image, and the path of a file in it/],
    [['a.tar', '/gone'], /The image has no file "\/gone" in the end; layer 0 has it: use --layer 0\.$/m],
    [['a.tar', '/nothing'], /The image has no file "\/nothing"\.$/m],
    [['a.tar', '/pipes'], /The image has no file "\/pipes"; did you mean "\/pipe"\?$/m],
    [['a.tar', '/d'], /"\/d" is a folder/],
    [['a.tar', '/pipe'], /"\/pipe" is no regular file/],
    [['--layer', '1', 'a.tar', '/gone'], /Layer 1 deletes "\/gone"; a lower layer may hold it/],
    [['--layer', '2', 'a.tar', '/gone'], /There is no layer 2; the layers are 0 to 1/],
  ])('%j is wrong usage', async (args, message) => {
    const { code, out, err } = await strata('cat', ...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });

  describe('that takes more than a second', () => {
    /** Bytes that do not compress. */
    const noise = (length: number): Uint8Array => {
      let state = 1;
      return Uint8Array.from({ length }, () => {
        state = Math.imul(state, 1664525) + 1013904223;
        return state >>> 24;
      });
    };
    const layer = tar(file('before', noise(2 << 20)), file('f', noise(1 << 20)));
    const slow = async (archive: Uint8Array, isTerminal: { stdout: boolean; stderr: boolean }) => {
      const host = memoryHost({});
      const images = imageHost({ 'slow.tar': archive });
      let time = 0;
      const ports = { ...images.ports, now: () => (time += 2000) };
      const withColours = {
        ...host,
        stdout: { ...host.stdout, colours: isTerminal.stdout },
        stderr: { ...host.stderr, colours: isTerminal.stderr },
      };
      const args = ['cat', 'slow.tar', '/f'];
      const code = await runProgram({ commands: [cat({ ...images, ports })], version: '' }, args, withColours);
      expect([code, host.out().length > 1000]).toEqual([0, true]);
      return host
        .err()
        .split('\r\u001b[K')
        .filter((message) => /^(Inflating|Reading the file|Writing)/.test(message));
    };
    const gzipped = dockerArchive([gzipSync(layer)]);

    it('shows how far it is, and takes that away in the end', async () => {
      const shown = await slow(gzipped, { stdout: false, stderr: true });
      expect(shown.find((message) => message.startsWith('Inflating'))).toMatch(
        /^Inflating layer 0: [\d.]+ \wB of [\d.]+ MB$/,
      );
      expect(shown.at(-1)).toMatch(/^Writing the file: [\d.]+ \wB of 1\.05 MB$/);
      expect(await slow(dockerArchive([layer]), { stdout: false, stderr: true })).not.toEqual([]);
    });

    it('does not write into the file on a terminal, nor anything where nobody reads along', async () => {
      const onTerminal = await slow(gzipped, { stdout: true, stderr: true });
      expect(onTerminal.filter((message) => message.startsWith('Writing'))).toEqual([]);
      expect(await slow(gzipped, { stdout: false, stderr: false })).toEqual([]);
    });
  });

  it('of a file that is not all there writes what there is, and says so', async () => {
    const { code, out, err } = await strata('cat', 'cut.tar', '/d/f');
    expect([code, out]).toEqual([2, 'lo']);
    expect(err).toMatch(/not all there/);
  });
});

describe('strata diff', () => {
  it('prints both images and every path that differs', async () => {
    expect((await strata('diff', 'a.tar', 'b.tar')).out).toBe(
      [
        'A  lab/test:1  linux/amd64  2 layers, 23 B, 6 B visible',
        'B  lab/b:2  linux/amd64  2 layers, 2.02 kB, 2.02 kB visible',
        'The lowest layer is the same.',
        '+2.01 kB visible, 2 added, 2 removed',
        '',
        'A      +11 B  /gone',
        'R             /link',
        'A   +2.00 kB  /new',
        'R             /pipe',
        '',
      ].join('\n'),
    );
  });

  it('prints JSON', async () => {
    const { code, out } = await strata('diff', '--format', 'json', 'a.tar', 'a.tar');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ sharedLayers: 2, paths: [], a: { names: ['lab/test:1'] } });
  });

  it('needs two images', async () => {
    expect((await strata('diff', 'a.tar')).code).toBe(2);
    expect((await strata('diff', 'a.tar', 'missing.tar')).err).toMatch(/missing\.tar: There is no such file/);
  });
});
