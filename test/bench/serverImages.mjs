// Images in the server over stdio, as an editor asks for them; and Dockerfiles at the same time.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dockerfileOf } from './dockerfiles.mjs';
import { manyFiles, savedImage } from './imageArchives.mjs';
import { line, median, ms } from './measure.mjs';
import { buildProgram } from './program.mjs';

const { createMessageConnection, StreamMessageReader, StreamMessageWriter } = createRequire(import.meta.url)(
  'vscode-languageserver-protocol/node',
);

export async function benchServerImages({ root, cache, images }) {
  const { server } = await buildProgram({ root, cache });
  console.log('Images in the server\n');
  await benchSecondOpen(await manyFiles(cache, 150_000), server);
  await benchFirstPage(await savedImage(cache, 'wide-100000', [wide]), server);
  const busy = images ? join(images, 'debian-apt-oci-gzip.tar') : undefined;
  if (busy && existsSync(busy)) {
    await benchLintMeanwhile([busy, join(images, 'big-3g.tar')], server);
  }
  console.log('');
}

/** Files in one folder. */
function* wide() {
  for (let n = 0; n < 100_000; n++) {
    yield { name: `srv/wide/file-${(n * 7919) % 100_000}.bin`, size: n % 7 };
  }
}

/** Each time a new server that finds what an earlier one has read. */
async function benchSecondOpen(image, script) {
  const folder = mkdtempSync(join(tmpdir(), 'strata-bench-cache-'));
  const took = [];
  const listed = [];
  const starts = [];
  try {
    for (let round = 0; round < 6; round++) {
      const client = await startServer(script, { folder });
      // The thread for images starts with the first request, whatever that is.
      const before = performance.now();
      await client.request('strata/images/open', { uri: 'file:///nowhere', progressToken: '' });
      starts.push(performance.now() - before);
      const start = performance.now();
      const { handle, generation } = await client.open(image);
      took.push(performance.now() - start);
      const where = { image: 0, layer: null, folder: '', offset: 0, limit: 200 };
      await client.request('strata/images/list', { handle, generation, ...where });
      listed.push(performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, round === 0 ? 1500 : 100));
      await client.stop();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const second = median(took.slice(1));
  line('the thread for images starts', ms(median(starts)), '');
  line('150,000 files: open the first time', ms(took[0]), '');
  line('150,000 files: open the second time, by a new server', ms(second), 'under 100 ms', second < 100);
  const withPage = median(listed.slice(1));
  line('150,000 files: the same, and its first page at once', ms(withPage), '');
}

async function benchFirstPage(image, script) {
  const client = await startServer(script, { maxBytes: 0 });
  const { handle, generation } = await client.open(image);
  const list = (folder, limit) =>
    client.request('strata/images/list', { handle, generation, image: 0, layer: null, folder, offset: 0, limit });
  const folderOf = async (above, label) => (await list(above, 1000)).rows.find((row) => row.label === label).id;
  const folder = await folderOf(await folderOf('', 'srv'), 'wide');
  const took = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    const page = await list(folder, 200);
    took.push(performance.now() - start);
    if (page.total !== 100_000) {
      throw new Error(`The folder has ${page.total} rows.`);
    }
  }
  await client.stop();
  line('100,000 children: first page, the first time', ms(took[0]), 'under 10 ms', took[0] < 10);
  line('100,000 children: first page, again', ms(median(took.slice(1))), '');
}

/** How long an edit takes until its findings are there, while nothing else happens and while images are read. */
async function benchLintMeanwhile(archives, script) {
  const client = await startServer(script, { maxBytes: 0 });
  const uri = 'file:///bench/Dockerfile';
  const text = dockerfileOf(100);
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'dockerfile', version: 1, text } });
  let version = 1;
  const edit = async () => {
    const start = performance.now();
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const contentChanges = [{ range, text: '#' }];
    client.notify('textDocument/didChange', { textDocument: { uri, version: ++version }, contentChanges });
    await client.request('textDocument/diagnostic', { textDocument: { uri } });
    return performance.now() - start;
  };
  const editWhile = async (isGoingOn) => {
    const took = [];
    while (isGoingOn()) {
      took.push(await edit());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return took.sort((a, b) => a - b);
  };
  for (let n = 0; n < 200; n++) {
    await edit();
  }
  const end = performance.now() + 4000;
  const idle = await editWhile(() => performance.now() < end);
  let isReading = true;
  const reading = (async () => {
    for (const archive of archives) {
      await client.open(archive);
    }
    isReading = false;
  })();
  const busy = await editWhile(() => isReading);
  await reading;
  await client.stop();
  const p95 = (took) => took[Math.floor(took.length * 0.95)];
  line(`${idle.length} edits while nothing is read: findings, p95`, ms(p95(idle)), '');
  line(`${busy.length} edits while large images are read: findings, p95`, ms(p95(busy)), 'under 20 ms', p95(busy) < 20);
}

/** A server with that cache, and what an editor does with it. */
async function startServer(script, cache) {
  const child = spawn(process.execPath, [script, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.onRequest(() => null);
  connection.listen();
  const request = (method, params) => connection.sendRequest(method, params);
  const notify = (method, params) => void connection.sendNotification(method, params);
  const capabilities = { textDocument: { diagnostic: {} } };
  await request('initialize', { processId: null, rootUri: null, capabilities, initializationOptions: { cache } });
  notify('initialized', {});
  return {
    request,
    notify,
    async open(image) {
      const params = { uri: pathToFileURL(image).href, progressToken: 'bench' };
      const result = await request('strata/images/open', params);
      if (result.kind !== 'opened') {
        throw new Error(result.message);
      }
      return result.archive;
    },
    async stop() {
      await request('shutdown');
      notify('exit');
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}
