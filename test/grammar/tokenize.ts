import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { type IGrammar, INITIAL, parseRawGrammar, Registry } from 'vscode-textmate';

const require = createRequire(import.meta.url);
const syntaxes = resolve(import.meta.dirname, '../../syntaxes');

/** Where the grammars of embedded languages come from; a scope that is not listed has no grammar, as in a bare VS Code. */
const foreign: Record<string, string> = {
  'source.shell': 'shellscript',
  'source.python': 'python',
  'source.js': 'javascript',
  'source.json': 'json',
  'source.yaml': 'yaml',
  'source.ini': 'ini',
  'source.powershell': 'powershell',
  'source.batchfile': 'bat',
  'text.html.markdown': 'markdown',
};

const own: Record<string, string> = {
  'source.dockerfile': 'dockerfile.tmLanguage.json',
  'source.dockerignore': 'dockerignore.tmLanguage.json',
};

export interface Token {
  readonly text: string;
  /** Outermost first, without the grammar's own scope. */
  readonly scopes: readonly string[];
}

/** The tokens of each line of a text. */
export type Tokenize = (text: string) => Token[][];

/** Loads a grammar as VS Code would, with the real grammars of other languages around it. */
export async function loadGrammar(scopeName: string): Promise<Tokenize> {
  await wasm;
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => createOnigScanner(patterns),
      createOnigString: (text) => createOnigString(text),
    }),
    loadGrammar: async (name) => {
      const path = own[name] ? resolve(syntaxes, own[name]) : foreignPath(name);
      return path ? parseRawGrammar(readFileSync(path, 'utf8'), path) : null;
    },
  });
  const grammar = await registry.loadGrammar(scopeName);
  if (!grammar) {
    throw new Error(`no grammar for ${scopeName}`);
  }
  return (text) => tokenize(grammar, text);
}

const wasm = loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));

function foreignPath(scopeName: string): string | undefined {
  const name = foreign[scopeName];
  return name && resolve(import.meta.dirname, `../../node_modules/tm-grammars/grammars/${name}.json`);
}

function tokenize(grammar: IGrammar, text: string): Token[][] {
  let state = INITIAL;
  return text.split(/\r?\n/).map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens
      .map(({ startIndex, endIndex, scopes }) => ({ text: line.slice(startIndex, endIndex), scopes: scopes.slice(1) }))
      .filter((token) => token.text !== '');
  });
}
