import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { isDockerfile } from '../../server/src/lsp/documentKinds';
import { createDocuments } from '../../server/src/lsp/documents';
import type { PositionEncoding } from '../../server/src/lsp/positions';

const uri = 'file:///project/Dockerfile';

function opened(text: string, encoding: PositionEncoding = 'utf-16') {
  const documents = createDocuments(encoding, isDockerfile);
  documents.open({ textDocument: { uri, languageId: 'dockerfile', version: 1, text } });
  return documents;
}

function change(text: string, encoding: PositionEncoding, ...contentChanges: TextDocumentContentChangeEvent[]) {
  return opened(text, encoding).change({ textDocument: { uri, version: 2 }, contentChanges })?.text;
}

const range = (startLine: number, startCharacter: number, endLine: number, endCharacter: number) => ({
  start: { line: startLine, character: startCharacter },
  end: { line: endLine, character: endCharacter },
});

describe('open documents', () => {
  it('follow incremental changes like the reference implementation', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', '€', '😀', '\n', '\r\n', '\r'), maxLength: 20 });
    const places = fc.record({ line: fc.nat(6), character: fc.nat(8) });
    const changes = fc.array(fc.record({ range: fc.record({ start: places, end: places }), text: texts }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(texts, changes, (text, raw) => {
        const ordered = raw.map(({ range: { start, end }, text: newText }) => {
          const swapped = end.line < start.line || (end.line === start.line && end.character < start.character);
          return { range: swapped ? { start: end, end: start } : { start, end }, text: newText };
        });
        // The reference keeps its line table up to date badly when a CR and an LF meet, so it starts afresh each time.
        const expected = ordered.reduce((before, each) => {
          const reference = TextDocument.create(uri, 'dockerfile', 1, before);
          return TextDocument.applyEdits(reference, [{ range: each.range, newText: each.text }]);
        }, text);
        expect(change(text, 'utf-16', ...ordered)).toBe(expected);
      }),
    );
  });

  it.each<[PositionEncoding, number]>([
    ['utf-8', 7],
    ['utf-16', 3],
    ['utf-32', 2],
  ])('count the columns of changes in %s', (encoding, column) => {
    expect(change('€😀x', encoding, { range: range(0, column, 0, column + 1), text: 'y' })).toBe('€😀y');
  });

  it('take a whole new text', () => {
    expect(change('a', 'utf-16', { text: 'b' })).toBe('b');
  });

  it('count each change from the text that the one before has left', () => {
    const insert = (line: number, text: string) => ({ range: range(line, 0, line, 0), text });
    expect(change('x', 'utf-16', insert(0, 'one\n'), insert(1, 'two\n'))).toBe('one\ntwo\nx');
  });

  it('take an end before its start for an insertion', () => {
    expect(change('abc', 'utf-16', { range: range(0, 2, 0, 1), text: '-' })).toBe('ab-c');
  });

  it('ignore changes of documents that are not open', () => {
    const documents = opened('a');
    documents.close(uri);
    expect(documents.change({ textDocument: { uri, version: 2 }, contentChanges: [{ text: 'b' }] })).toBeUndefined();
    expect(documents.get(uri)).toBeUndefined();
  });

  it.each([
    ['file:///p/Dockerfile', 'dockerfile', true],
    ['file:///p/anything', 'dockerfile', true],
    ['untitled:Untitled-1', 'dockerfile', true],
    ['vscode-vfs://github/owner/repo/Dockerfile', 'dockerfile', true],
    ['file:///p/Dockerfile', 'plaintext', true],
    ['file:///p/Dockerfile.dev', 'plaintext', true],
    ['file:///p/api.Dockerfile', 'plaintext', true],
    ['file:///p/api.dockerfile', '', true],
    ['file:///p/Containerfile', 'containerfile', true],
    ['file:///p/Containerfile.ci', 'plaintext', true],
    ['file:///p/Docker%66ile', 'plaintext', true],
    ['file:///p/notes.txt', 'plaintext', false],
    ['file:///p/MyDockerfile', 'plaintext', false],
    ['file:///p/Dockerfile.py', 'python', false],
    ['file:///p/Dockerfile.dockerignore', 'dockerfile', false],
    ['file:///p/.dockerignore', 'dockerfile', false],
    ['file:///p/Dockerfile.dockerignore?x#y', 'plaintext', false],
    ['file:///p/.containerignore', 'plaintext', false],
    ['git:/p/Dockerfile?ref', 'dockerfile', false],
    ['output:Dockerfile', 'dockerfile', false],
    ['Dockerfile', 'dockerfile', false],
  ])('%s as %s: ours %s', (address, languageId, ours) => {
    const documents = createDocuments('utf-16', isDockerfile);
    const document = documents.open({ textDocument: { uri: address, languageId, version: 1, text: 'FROM a' } });
    expect(document !== undefined).toBe(ours);
    expect(documents.all().length).toBe(ours ? 1 : 0);
  });
});
