import { expect, it } from 'vitest';
import { lint } from '../../server/src/cli/lint';
import { runProgram } from '../../server/src/cli/main';
import { nodeProcesses } from '../../server/src/host/node/processes';
import { memoryHost } from '../support/memoryHost';
import { noThreads } from '../support/noThreads';

async function messages(files: Parameters<typeof memoryHost>[0], path: string): Promise<string[]> {
  const host = memoryHost(files);
  const args = ['lint', '--format', 'json', '--select', 'copy-of-ignored-file', path];
  await runProgram({ commands: [lint('1.2.3', nodeProcesses(), noThreads)], version: '' }, args, host);
  return JSON.parse(host.out()).map(({ message }: { message: string }) => message);
}

const copy = 'FROM alpine:3.22\nCOPY a b /\n';

it.each<[string, Record<string, string>, string, string[]]>([
  [
    'beside the Dockerfile',
    { 'x/Dockerfile': copy, 'x/.dockerignore': 'a\n' },
    'x/Dockerfile',
    ['a is not in the build context: line 1 of .dockerignore, a, leaves it out.'],
  ],
  [
    'of the Dockerfile alone, which counts instead',
    { Dockerfile: copy, '.dockerignore': 'a\n', 'Dockerfile.dockerignore': '# none\nb\n' },
    'Dockerfile',
    ['b is not in the build context: line 2 of Dockerfile.dockerignore, b, leaves it out.'],
  ],
  ['of another folder, which does not count', { 'x/Dockerfile': copy, '.dockerignore': 'a\n' }, 'x/Dockerfile', []],
])('takes the ignore file %s', async (_, files, path, expected) => {
  expect(await messages(files, path)).toEqual(expected);
});
