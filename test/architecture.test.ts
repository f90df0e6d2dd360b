import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(__dirname, '..');

/** What each ring may import beside itself: the arrows of docs/architecture.md, closed inward. */
const rings: Record<string, readonly string[]> = {
  text: [],
  protocol: [],
  ports: [],
  dockerfile: ['text'],
  shell: ['text'],
  model: ['dockerfile', 'shell', 'text', 'ports'],
  rules: ['model', 'dockerfile', 'shell', 'text', 'ports'],
  config: ['rules', 'model', 'dockerfile', 'shell', 'text', 'ports'],
  image: ['text', 'ports', 'protocol'],
  evidence: ['model', 'image', 'dockerfile', 'shell', 'text', 'ports', 'protocol'],
  features: ['config', 'rules', 'image', 'evidence', 'model', 'dockerfile', 'shell', 'text', 'ports', 'protocol'],
  host: ['ports'],
  lsp: [
    'features',
    'config',
    'rules',
    'image',
    'evidence',
    'model',
    'dockerfile',
    'shell',
    'text',
    'ports',
    'protocol',
  ],
  cli: [
    'features',
    'config',
    'rules',
    'image',
    'evidence',
    'model',
    'dockerfile',
    'shell',
    'text',
    'ports',
    'protocol',
  ],
};

/** Packages that a ring may import; the mains and the client may import any. */
const packages: Record<string, readonly string[]> = {
  shell: ['unbash'],
  config: ['yaml'],
  host: ['node:', 'fzstd', 'tar-stream'],
  lsp: ['vscode-languageserver', 'vscode-languageserver-textdocument', 'vscode-languageserver-types'],
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sourceFiles(path) : /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
  const found = text.matchAll(/(?:^|[\n;])\s*(import|export)\s+(type\s)?[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/g);
  const result: Import[] = [...found].map((match) => ({ from: file, to: match[3]!, typeOnly: match[2] !== undefined }));
  for (const match of text.matchAll(/(?:^\s*import\s*|\bimport\s*\(\s*|\brequire\s*\(\s*)['"]([^'"]+)['"]/gm)) {
    result.push({ from: file, to: match[1]!, typeOnly: false });
  }
  return result;
}

function resolveLocal({ from, to }: Import, files: ReadonlySet<string>): string | undefined {
  const base = resolve(dirname(from), to);
  return [base, `${base}.ts`, join(base, 'index.ts')].find((path) => files.has(path));
}

/** The ring of a file, `main` for the files that join rings and hosts, `client` for the client. */
function ringOf(file: string): string {
  const parts = relative(root, file).split(sep);
  if (parts[0] === 'client') {
    return 'client';
  }
  const name = parts[2]!;
  return name.startsWith('main.') ? 'main' : name.replace(/\.ts$/, '');
}

const files = [...sourceFiles(join(root, 'client/src')), ...sourceFiles(join(root, 'server/src'))];
const fileSet = new Set(files);
const allImports = files.flatMap(importsOf);

/** One line per import that breaks a wall. */
function wrongArrows(): string[] {
  return allImports.flatMap((it) => {
    const ring = ringOf(it.from);
    const where = `${relative(root, it.from)} imports ${it.to}`;
    if (it.to.startsWith('.')) {
      const target = resolveLocal(it, fileSet);
      if (!target) {
        return it.to.endsWith('.json') ? [] : [`${where}, which does not exist`];
      }
      const targetRing = ringOf(target);
      const allowed =
        ring === 'main' ||
        ring === targetRing ||
        (ring === 'client' ? targetRing === 'protocol' : rings[ring]?.includes(targetRing));
      return allowed ? [] : [`${where}: ${ring} must not know ${targetRing}`];
    }
    if (ring === 'main' || ring === 'client') {
      return [];
    }
    const allowed = packages[ring]?.some(
      (name) => it.to === name || it.to.startsWith(`${name.replace(/:$/, '')}${name.endsWith(':') ? ':' : '/'}`),
    );
    return allowed ? [] : [`${where}: ${ring} must not use this package`];
  });
}

/** A cycle of imports as a list of files, if there is one. Imports of types alone do not count. */
function findCycle(): string[] | undefined {
  const edges = new Map<string, string[]>();
  for (const it of allImports) {
    const target = it.to.startsWith('.') && !it.typeOnly ? resolveLocal(it, fileSet) : undefined;
    if (target) {
      edges.set(it.from, [...(edges.get(it.from) ?? []), target]);
    }
  }
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    const seen = path.indexOf(file);
    if (seen !== -1) {
      return [...path.slice(seen), file].map((each) => relative(root, each));
    }
    if (done.has(file)) {
      return undefined;
    }
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle) {
        return cycle;
      }
    }
    done.add(file);
    return undefined;
  };
  for (const file of files) {
    const cycle = visit(file, []);
    if (cycle) {
      return cycle;
    }
  }
  return undefined;
}

describe('walls', () => {
  it('finds the imports', () => {
    expect(allImports.length).toBeGreaterThan(5);
    expect(files.map(ringOf).filter((ring) => ring !== 'client' && ring !== 'main' && !(ring in rings))).toEqual([]);
  });

  it('has only arrows that point inward', () => {
    expect(wrongArrows()).toEqual([]);
  });

  it('has no cycle', () => {
    expect(findCycle()).toBeUndefined();
  });
});
