import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const { contributes, ...manifest } = JSON.parse(manifestText);
const texts: Record<string, string> = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8'));
const client = readdirSync(join(root, 'client/src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(root, 'client/src', name), 'utf8'))
  .join('\n');
const commands: string[] = contributes.commands.map(({ command }: { command: string }) => command);

/** Every string of a JSON value, keys left out. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

describe('package.json', () => {
  it('uses every text of package.nls.json, and no other', () => {
    const used = [...manifestText.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!);
    expect([...new Set(used)].sort()).toEqual(Object.keys(texts).sort());
  });

  it('puts only contributed commands into menus', () => {
    const inMenus = Object.values(contributes.menus as Record<string, { command: string }[]>).flat();
    expect(inMenus.length).toBeGreaterThan(5);
    expect(inMenus.filter(({ command }) => !commands.includes(command))).toEqual([]);
  });

  it('gives every command the category Strata and a handler', () => {
    expect(contributes.commands.filter(({ category }: { category: string }) => category !== 'Strata')).toEqual([]);
    expect(commands.filter((command) => !client.includes(`'${command}'`))).toEqual([]);
  });

  it('contributes every colour, context and view that the client names', () => {
    const colors = contributes.colors.map(({ id }: { id: string }) => id);
    const used = [...client.matchAll(/'(strata\.\w+Foreground)'/g)].map(([, id]) => id!);
    expect([...new Set(used)].sort()).toEqual([...colors].sort());
    const contexts = [...manifestText.matchAll(/strata\.layers\.\w+/g)].map(([id]) => id);
    expect(contexts.filter((id) => !client.includes(`'${id}'`))).toEqual([]);
  });

  it('names only files that exist', () => {
    const paths = [...stringsIn(contributes), manifest.icon].filter((text) => /^(\.\/|media\/|syntaxes\/)/.test(text));
    expect(paths.length).toBeGreaterThan(4);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('has all settings and commands under its own name', () => {
    const settings = [contributes.configuration].flat().flatMap(({ properties }) => Object.keys(properties));
    expect([...settings, ...commands].filter((name) => !name.startsWith('strata.'))).toEqual([]);
  });

  it('prefers ignore files to Dockerfiles of the same beginning', () => {
    const patterns = Object.fromEntries(
      contributes.languages.map(({ id, filenamePatterns }: { id: string; filenamePatterns: string[] }) => [
        id,
        filenamePatterns,
      ]),
    );
    // VS Code takes the longest pattern that matches.
    const longest = (id: string, name: string) =>
      Math.max(0, ...patterns[id].filter((each: string) => matches(each, name)).map((each: string) => each.length));
    for (const name of ['Dockerfile', 'Dockerfile.dev', 'web.Dockerfile', 'Containerfile', 'Containerfile.dev']) {
      for (const kind of ['.dockerignore', '.containerignore']) {
        expect(longest('dockerignore', name + kind)).toBeGreaterThan(longest('dockerfile', name + kind));
      }
    }
  });
});

/** For patterns with one star. */
function matches(pattern: string, name: string): boolean {
  const [start = '', end = ''] = pattern.split('*');
  return name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end);
}
