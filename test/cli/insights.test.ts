import { describe, expect, it } from 'vitest';
import { insights } from '../../server/src/cli/insights';
import { runProgram } from '../../server/src/cli/main';
import { imageHost } from '../support/imageHost';
import { memoryHost } from '../support/memoryHost';
import { dockerArchive, file, tar } from '../support/tarBuilder';

const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n';
const files = {
  'a.tar': dockerArchive([
    tar(file('root/.ssh/id_rsa', key), file('big', 5000), file('copy', 'c'.repeat(2000))),
    tar(file('root/.ssh/.wh.id_rsa'), file('other', 'c'.repeat(2000)), file('.npmrc', 'registry=x\n')),
  ]),
  'empty.tar': dockerArchive([tar()]),
};

async function strata(...args: string[]) {
  const host = memoryHost({});
  const code = await runProgram({ commands: [insights(imageHost(files))], version: '' }, ['insights', ...args], host);
  return { code, out: host.out(), err: host.err() };
}

describe('strata insights', () => {
  it('names what stands out', async () => {
    expect(await strata('--most', '2', 'a.tar')).toEqual({
      code: 0,
      err: '',
      out: [
        'Largest files',
        '  0    5.00 kB  /big',
        '  0    2.00 kB  /copy',
        '',
        'Duplicates',
        '2 times 2.00 kB, 2.00 kB could be saved',
        '  0    2.00 kB  /copy',
        '  1    2.00 kB  /other',
        '',
        'Files that look like secrets',
        `  0       ${key.length} B  /root/.ssh/id_rsa  (private SSH key; gone later, still in the image)`,
        '  1       11 B  /.npmrc  (perhaps npm access token)',
        '',
      ].join('\n'),
    });
  });

  it('prints JSON with null for what nobody asked for', async () => {
    const { out } = await strata('--format', 'json', '--only', 'secrets', '--most', '1', 'a.tar');
    expect(JSON.parse(out)).toEqual({
      largest: null,
      duplicates: null,
      secrets: [
        {
          path: '/root/.ssh/id_rsa',
          layer: 0,
          bytes: key.length,
          visible: false,
          what: 'private SSH key',
          verdict: 'secret',
        },
      ],
    });
  });

  it('says when there is nothing', async () => {
    expect((await strata('empty.tar')).out).toMatch(/no files[\s\S]*No two files[\s\S]*No file looks like a secret/);
  });

  it.each([[['--most', 'x', 'a.tar']], [[]], [['--only', 'x', 'a.tar']]])('%j is wrong usage', async (args) => {
    expect(await strata(...args)).toMatchObject({ code: 2, out: '' });
  });
});
