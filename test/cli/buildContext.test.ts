import { describe, expect, it } from 'vitest';
import { lint } from '../../server/src/cli/lint';
import type { ReportedFinding } from '../../server/src/cli/lintReport';
import { runProgram } from '../../server/src/cli/main';
import { lintPorts } from '../support/lintPorts';
import { memoryHost } from '../support/memoryHost';

async function messages(files: Parameters<typeof memoryHost>[0], path: string): Promise<string[]> {
  const host = memoryHost(files);
  const args = ['lint', '--format', 'json', '--select', 'copy-of-ignored-file', path];
  await runProgram({ commands: [lint('1.2.3', lintPorts())], version: '' }, args, host);
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

describe('the build context', () => {
  async function report(files: Parameters<typeof memoryHost>[0], ...args: string[]): Promise<ReportedFinding[]> {
    const host = memoryHost(files);
    const all = ['lint', '--format', 'json', '--select', 'missing-copy-source,copy-of-ignored-file', ...args];
    await runProgram({ commands: [lint('1.2.3', lintPorts())], version: '' }, all, host);
    return JSON.parse(host.out());
  }

  it('is the folder of the Dockerfile, or the working directory when more of the sources lie there', async () => {
    const files = { 'x/Dockerfile': copy, 'x/a': '', 'y/Dockerfile': copy, a: '' };
    const found = await report(files, 'x/Dockerfile', 'y/Dockerfile');
    expect(found.map(({ file, message }) => [file, message])).toEqual([
      ['x/Dockerfile', 'b does not exist in x, the build context.'],
      ['y/Dockerfile', 'b does not exist in the working directory, the build context.'],
    ]);
  });

  it('is not the working directory where the Dockerfile lies elsewhere', async () => {
    const found = await report({ '/else/x/Dockerfile': copy, '/else/x/a': '', a: '', b: '' }, '/else/x/Dockerfile');
    expect(found.map(({ message }) => message)).toEqual(['b does not exist in x, the build context.']);
  });

  it('has the line of the ignore file as a related place', async () => {
    const [found] = await report({ 'x/Dockerfile': copy, 'x/.dockerignore': '# One.\na\n', 'x/a': '', 'x/b': '' }, 'x');
    expect(found?.related).toEqual([
      { file: 'x/.dockerignore', line: 2, column: 1, endLine: 2, endColumn: 2, message: 'This line leaves it out.' },
    ]);
  });

  it('is not looked for where standard input has no name', async () => {
    expect(await report({ a: '' }, '-')).toEqual([]);
  });
});
