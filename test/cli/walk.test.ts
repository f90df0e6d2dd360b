import { describe, expect, it } from 'vitest';
import { findDockerfiles, withSlashes } from '../../server/src/cli/walk';
import { memoryHost } from '../support/memoryHost';

function found(folder: string, files: Record<string, string>): string[] {
  const { files: paths, unreadable } = findDockerfiles(folder, memoryHost(files));
  expect(unreadable).toEqual([]);
  return [...paths].sort();
}

describe('findDockerfiles', () => {
  it('takes the names that Dockerfiles have, and never ignore files', () => {
    const names = [
      'Dockerfile',
      'Dockerfile.dev',
      'app.Dockerfile',
      'app.dockerfile',
      'Containerfile',
      'Containerfile.x',
    ];
    const others = ['Dockerfile.dockerignore', '.dockerignore', 'Dockerfiles', 'docker-compose.yml', 'MyDockerfile'];
    expect(found('.', Object.fromEntries([...names, ...others].map((name) => [name, ''])))).toEqual(names.sort());
  });

  it('leaves out templates, texts, what editors leave, and programs', () => {
    const names = ['Dockerfile.go', 'Dockerfile.php', 'dockerfile.prod', 'dockerfile', 'Dockerfile.in-docker'];
    const others = [
      ...['Dockerfile.j2', 'Dockerfile.template', 'Dockerfile.tmpl', 'Dockerfile.debian.in', 'Dockerfile.md'],
      ...['Dockerfile.orig', 'Dockerfile~', 'Dockerfile.dev~', 'dockerfile.go', 'dockerfile.js', 'dockerfile.tsx'],
    ];
    expect(found('.', Object.fromEntries([...names, ...others].map((name) => [name, ''])))).toEqual(names.sort());
  });

  it.each([
    ['.', 'Dockerfile'],
    ['./', './Dockerfile'],
    ['..', '../me/Dockerfile'],
    ['/home/me', '/home/me/Dockerfile'],
    ['/home/me/', '/home/me/Dockerfile'],
  ])('names files the way the folder %j was named', (folder, path) => {
    expect(found(folder, { Dockerfile: '' })).toEqual([path]);
  });

  it('goes into every folder but .git and node_modules', () => {
    const files = {
      'a/b/Dockerfile': '',
      '.devcontainer/Dockerfile': '',
      '.git/Dockerfile': '',
      'a/node_modules/x/Dockerfile': '',
    };
    expect(found('.', files)).toEqual(['.devcontainer/Dockerfile', 'a/b/Dockerfile']);
  });

  it('obeys ignore files, the nearest first', () => {
    const files = {
      '.gitignore': 'out/\n*.old\n/sub/only-here\n',
      'out/Dockerfile': '',
      'sub/out/Dockerfile': '',
      'Dockerfile.old': '',
      'sub/.gitignore': '!Dockerfile.old\n/x/\n',
      'sub/Dockerfile.old': '',
      'sub/x/Dockerfile': '',
      'sub/y/x/Dockerfile': '',
      'sub/only-here/Dockerfile': '',
      'sub/y/sub/only-here/Dockerfile': '',
    };
    expect(found('.', files)).toEqual(['sub/Dockerfile.old', 'sub/y/sub/only-here/Dockerfile', 'sub/y/x/Dockerfile']);
  });

  it('obeys the ignore files above it as far as the repository goes', () => {
    const files = {
      '/home/.gitignore': 'Dockerfile\n',
      '.git/HEAD': '',
      '.git/info/exclude': 'excluded/\n',
      '.gitignore': '/a/b/x\n',
      'a/.gitignore': 'y\n',
      'a/b/x/Dockerfile': '',
      'a/b/y/Dockerfile': '',
      'a/b/z/Dockerfile': '',
      'a/b/excluded/Dockerfile': '',
    };
    expect(found('a/b', files)).toEqual(['a/b/z/Dockerfile']);
    expect(found('a/b/x', files)).toEqual(['a/b/x/Dockerfile']);
  });

  it('obeys no ignore file above it outside of a repository', () => {
    expect(found('a', { '.gitignore': '*\n', 'a/Dockerfile': '' })).toEqual(['a/Dockerfile']);
  });

  it('tells of a folder that cannot be read', () => {
    const host = memoryHost({ 'a/Dockerfile': '', 'b/Dockerfile': '' });
    const locked: typeof host = {
      ...host,
      readDirectory(path) {
        if (path === 'a') {
          throw new Error('Access to it is not permitted.');
        }
        return host.readDirectory(path);
      },
    };
    expect(findDockerfiles('.', locked)).toEqual({
      files: ['b/Dockerfile'],
      ignored: 0,
      unreadable: [{ path: 'a', reason: 'Access to it is not permitted.' }],
    });
  });
});

it.each([
  ['a\\b', '/home/me', 'a\\b'],
  ['a\\b/c', 'C:/work', 'a/b/c'],
  ['..\\b', '//server/share', '../b'],
])('%j below %j is %j', (path, cwd, expected) => {
  expect(withSlashes(path, { ...memoryHost({}), cwd })).toBe(expected);
});
