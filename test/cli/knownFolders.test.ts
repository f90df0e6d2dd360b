import { describe, expect, it } from 'vitest';
import { rememberFolders } from '../../server/src/cli/knownFolders';
import type { CommandHost } from '../../server/src/ports';
import { memoryHost } from '../support/memoryHost';

/** A host that remembers, and what it asked of the one below. */
function watched(files: Record<string, string>): { readonly host: CommandHost; readonly asked: string[] } {
  const asked: string[] = [];
  const below = memoryHost(files);
  const host = rememberFolders({
    ...below,
    kindOf: (path) => {
      asked.push(`kind ${path}`);
      return below.kindOf(path);
    },
    readDirectory: (path) => {
      asked.push(`read ${path}`);
      return below.readDirectory(path);
    },
  });
  return { host, asked };
}

describe('rememberFolders', () => {
  it('reads a folder once, however it is named', () => {
    const { host, asked } = watched({ 'a/Dockerfile': '' });
    const names = ['a', './a', '/home/me/a', 'a/'].map((path) => host.readDirectory(path).map(({ name }) => name));
    expect(names).toEqual([['Dockerfile'], ['Dockerfile'], ['Dockerfile'], ['Dockerfile']]);
    expect(asked).toEqual(['read a']);
  });

  it('looks only for what a folder has that was read, upper and lower case aside', () => {
    const { host, asked } = watched({ 'a/Dockerfile': '', 'b/x': '' });
    host.readDirectory('a');
    expect(['a', 'a/.hadolint.yaml', 'a/Dockerfile', 'a/dockerfile', 'b/x', 'b/y'].map(host.kindOf)).toEqual([
      'directory',
      undefined,
      'file',
      undefined,
      'file',
      undefined,
    ]);
    expect(asked).toEqual(['read a', 'kind a/Dockerfile', 'kind a/dockerfile', 'kind b/x', 'kind b/y']);
  });

  it('asks anew for a path with .. in it, which may lead through a symbolic link', () => {
    const { host, asked } = watched({ 'a/Dockerfile': '' });
    host.readDirectory('a');
    host.readDirectory('b/../a');
    expect(host.kindOf('b/../a/strata.yaml')).toBeUndefined();
    expect(asked).toEqual(['read a', 'read b/../a', 'kind b/../a/strata.yaml']);
  });

  it('keeps nothing of a folder that could not be read', () => {
    const host = rememberFolders({
      ...memoryHost({ 'a/Dockerfile': '' }),
      readDirectory: () => {
        throw new Error('Access to it is not permitted.');
      },
    });
    expect(() => host.readDirectory('a')).toThrow('not permitted');
    expect(host.kindOf('a/Dockerfile')).toBe('file');
  });
});
