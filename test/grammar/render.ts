import type { Token } from './tokenize';

/** Tokens as text to read: each line of the source, below it what has a meaning in it and which. */
export function render(lines: readonly (readonly Token[])[]): string {
  return lines.map(renderLine).join('\n');
}

function renderLine(tokens: readonly Token[]): string {
  const source = tokens.map((token) => token.text).join('');
  const rows = joinEqual(tokens)
    .filter((token) => token.text.trim() !== '')
    .map((token) => `    ${token.text.trim().padEnd(20)}  ${token.scopes.join('  ')}`.trimEnd());
  return [source, ...rows].join('\n');
}

/** Neighbours that mean the same are one row. Structure without colour is left out, and so is the language's suffix. */
function joinEqual(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const scopes = token.scopes
      .filter((scope) => !scope.startsWith('meta.') || scope.startsWith('meta.embedded'))
      .map((scope) => scope.replace(/\.(dockerfile|dockerignore)$/, ''));
    const last = joined.at(-1);
    if (last && last.scopes.join() === scopes.join()) {
      joined[joined.length - 1] = { text: last.text + token.text, scopes };
    } else {
      joined.push({ text: token.text, scopes });
    }
  }
  return joined;
}
