#!/usr/bin/env node
// Stands in for a desktop VS Code where there is none: takes the arguments with which a test run starts one, and maps
// them to the embedded editor shown in a headless browser. Ends with the exit code of the suite.
import { openSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { openBrowser } from './parts/browser.mjs';
import { atEnd, Complaint, main, pause } from './parts/command.mjs';
import { remoteUri, startEmbeddedEditor } from './parts/embedded-editor.mjs';
import { startPageService } from './parts/page-service.mjs';
import { cached } from './parts/places.mjs';

const minutes = Number(process.env.STRATA_VSCODE_MINUTES ?? 10);

await main(async () => {
  const { options, folders } = parse(process.argv.slice(2));
  const dataFolder = single(options, 'user-data-dir') ?? cached('vscode', 'data');
  const service = await startPageService();
  atEnd(service.close);
  const editor = await startEmbeddedEditor({
    dataFolder,
    extensionsFolder: single(options, 'extensions-dir') ?? cached('vscode', 'extensions'),
    env: { STRATA_PAGE_SERVICE: service.address },
    options: ['--vscode-option', 'enable-smoke-test-driver'],
    quitAfter: 120,
    log: process.env.STRATA_DEBUG ? openSync(`${dataFolder}.log`, 'w') : undefined,
  });
  const [width, height] = (single(options, 'window-size') ?? '1280x800').split('x').map(Number);
  const { page } = await openBrowser({ width, height, scale: Number(process.env.STRATA_PAGE_SCALE ?? 1) });
  const exitCode = new Promise((done) => {
    page.exposeFunction('codeAutomationExit', done);
  });
  await page.exposeFunction('codeAutomationLog', (type, args) => showLog(type, args));
  await page.goto(address(editor, folders[0], options));
  service.showPage(page);
  return Promise.race([
    exitCode,
    editor.ended.then(() => {
      throw new Complaint('The embedded VS Code ended in the middle of the run.');
    }),
    pause(minutes * 60_000).then(() => {
      throw new Complaint(`The run in VS Code did not end within ${minutes} minutes.`);
    }),
  ]);
});

/** `--key=value` and `--key` are options, which may be repeated; free words are folders to open. */
function parse(words) {
  const options = new Map();
  const folders = [];
  for (const word of words) {
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(word);
    if (match) {
      options.set(match[1], [...(options.get(match[1]) ?? []), match[2] ?? '']);
    } else {
      folders.push(resolve(word));
    }
  }
  return { options, folders };
}

function single(options, name) {
  return options.get(name)?.at(-1);
}

function address({ origin, port }, folder, options) {
  const payload = ['extensionDevelopmentPath', 'extensionTestsPath'].flatMap((name) =>
    (options.get(name) ?? []).map((path) => [name, remoteUri(port, isAbsolute(path) ? path : resolve(path))]),
  );
  const url = new URL(origin);
  if (folder) {
    url.searchParams.set('folder', folder);
  } else {
    url.searchParams.set('ew', 'true');
  }
  if (payload.length > 0) {
    url.searchParams.set('payload', JSON.stringify(payload));
  }
  return url.href;
}

/** The workbench says a lot about itself; what the suite says goes to the file that it writes. */
function showLog(type, args) {
  if (process.env.STRATA_DEBUG) {
    console.log(`[${type}]`, ...args);
  }
}
