import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';
import { dockerfileOf } from './dockerfiles.mjs';
import { line } from './measure.mjs';

const counts = [1_000, 5_000, 10_000];
const uri = 'file:///bench/Dockerfile';

/**
 * The memory of the built server over 10,000 edits of a file of 100 lines, of which each one is followed by what an
 * editor asks: diagnostics and folding, now and then a hover, completion and actions. Between the edits the text
 * comes back to what it was, so that whatever grows is a leak.
 */
export async function benchServerMemory({ root, server }) {
  const child = spawn(
    process.execPath,
    ['--expose-gc', '-r', join(root, 'test', 'bench', 'heapOnSignal.cjs'), server, '--stdio'],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.onRequest('workspace/configuration', ({ items }) => items.map(() => null));
  connection.onRequest(() => null);
  connection.listen();
  try {
    await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities });
    await connection.sendNotification('initialized', {});
    const text = dockerfileOf(100);
    const textDocument = { uri };
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'dockerfile', version: 1, text },
    });
    const measured = [];
    for (let edit = 1; edit <= counts.at(-1); edit++) {
      await editAndAsk(connection, edit, text);
      if (counts.includes(edit)) {
        // The second wave of the last edit has its time, too.
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        await connection.sendRequest('textDocument/diagnostic', { textDocument });
        measured.push(await memoryOf(child));
      }
    }
    const [first, , last] = measured;
    for (const [index, { heap, rss }] of measured.entries()) {
      line(`server after ${counts[index].toLocaleString('en')} edits`, `${mib(heap)} heap, ${mib(rss)}`, '');
    }
    const growth = last.heap / first.heap;
    line('heap after 10,000 edits against that after 1,000', `${growth.toFixed(2)} x`, 'at most 1.1 x', growth <= 1.1);
  } finally {
    connection.dispose();
    child.kill();
  }
}

const capabilities = {
  workspace: { configuration: true, diagnostics: { refreshSupport: true } },
  textDocument: {
    diagnostic: {},
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
  },
};

async function editAndAsk(connection, edit, text) {
  const lines = text.split('\n');
  // Odd edits write something into one of the lines, even ones take it away again.
  const written = edit % 2 === 1;
  const place = Math.ceil(edit / 2) % (lines.length - 1);
  const at = { line: place, character: lines[place].length };
  const word = ` w${edit}`;
  const change = written
    ? { range: { start: at, end: at }, text: word }
    : { range: { start: at, end: { ...at, character: at.character + ` w${edit - 1}`.length } }, text: '' };
  const textDocument = { uri };
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: edit + 1 },
    contentChanges: [change],
  });
  await connection.sendRequest('textDocument/diagnostic', { textDocument });
  if (edit % 10 === 0) {
    await connection.sendRequest('textDocument/foldingRange', { textDocument });
    await connection.sendRequest('textDocument/hover', { textDocument, position: { line: place, character: 1 } });
    await connection.sendRequest('textDocument/completion', { textDocument, position: at });
    const range = { start: { line: 0, character: 0 }, end: at };
    await connection.sendRequest('textDocument/codeAction', { textDocument, range, context: { diagnostics: [] } });
  }
}

function memoryOf(child) {
  return new Promise((resolve) => {
    const read = (piece) => {
      const found = /heap (\d+) rss (\d+)/.exec(String(piece));
      if (found) {
        child.stderr.off('data', read);
        resolve({ heap: Number(found[1]), rss: Number(found[2]) });
      }
    };
    child.stderr.on('data', read);
    child.kill('SIGUSR2');
  });
}

function mib(bytes) {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
