// The VS Code that comes from the npm registry: code-server, run by the Node.js that it wants, both kept in .cache.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Complaint, npm, pause, run, startGroup } from './command.mjs';
import { cached } from './places.mjs';

const editorVersion = '4.139.1';
const nodeVersion = '24.21.0';

/** True where code-server and its Node.js can be had from npm. */
export function hasEmbeddedEditor() {
  return process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64');
}

/**
 * Installs what is missing and returns `{ node, entry }`: the paths of the Node.js program and of code-server's script.
 * Install scripts stay off; the native modules that this leaves out only cost lines in the editor's own log.
 */
export async function ensureEmbeddedEditor() {
  const folder = cached(`code-server-${editorVersion}-node-${nodeVersion}-${process.arch}`);
  const paths = {
    node: join(folder, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node'),
    entry: join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
  };
  if (!existsSync(folder)) {
    console.log('Fetching the embedded VS Code from npm, once (about 800 MB in .cache) …');
    await install(folder);
  }
  if (spawnSync(paths.node, ['--version']).status !== 0) {
    throw new Complaint(`The Node.js in ${folder} does not run here; delete that folder and try again.`);
  }
  return paths;
}

/**
 * Starts the editor on a loopback port, the preferred one if it is free, with settings, data and extensions of its
 * own, and waits until it answers.
 * Returns `{ origin, port, ended, stop }`. `env` is what the extension host sees; `quitAfter` (seconds) lets it end by
 * itself when nobody has been connected for that long.
 */
export async function startEmbeddedEditor({
  dataFolder,
  extensionsFolder,
  preferredPort = 0,
  env = {},
  options = [],
  quitAfter,
  log,
}) {
  const { node, entry } = await ensureEmbeddedEditor();
  mkdirSync(dataFolder, { recursive: true });
  mkdirSync(extensionsFolder, { recursive: true });
  const port = await freePort(preferredPort);
  const server = startGroup(
    node,
    [
      entry,
      ...commonArguments(dataFolder, extensionsFolder),
      '--auth=none',
      `--bind-addr=127.0.0.1:${port}`,
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
      '--disable-getting-started-override',
      '--ignore-last-opened',
      ...(quitAfter ? [`--idle-timeout-seconds=${quitAfter}`] : []),
      ...options,
    ],
    { env: { ...ownEnvironment(), ...env }, stdio: ['ignore', log ?? 'ignore', log ?? 'ignore'] },
  );
  const early = server.ended.then((end) => {
    throw new Complaint(
      `The embedded VS Code ended before it answered${end.error ? ` (${end.error.message})` : ''}; STRATA_DEBUG=1 keeps its log.`,
    );
  });
  await Promise.race([untilHealthy(port), early]);
  return { origin: `http://127.0.0.1:${port}`, port, ended: server.ended, stop: server.stop };
}

/** Installs a packaged extension into an extensions folder of the embedded editor. */
export async function installExtension(vsix, { dataFolder, extensionsFolder }) {
  const { node, entry } = await ensureEmbeddedEditor();
  await run(node, [entry, ...commonArguments(dataFolder, extensionsFolder), '--install-extension', vsix, '--force'], {
    env: { VSCODE_IPC_HOOK_CLI: '' },
    check: `${vsix} could not be installed into the embedded VS Code:`,
  });
}

/** The user's settings of an embedded editor, written before it starts. */
export function writeUserSettings(dataFolder, settings) {
  mkdirSync(join(dataFolder, 'User'), { recursive: true });
  writeFileSync(join(dataFolder, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
}

/** The address of a file or folder of this machine inside the embedded editor. */
export function remoteUri(port, path) {
  return `vscode-remote://127.0.0.1:${port}${path.split('/').map(encodeURIComponent).join('/')}`;
}

function commonArguments(dataFolder, extensionsFolder) {
  return [
    `--config=${join(dataFolder, 'config.yaml')}`,
    `--user-data-dir=${dataFolder}`,
    `--extensions-dir=${extensionsFolder}`,
  ];
}

/** The environment without what an editor around this terminal has put there for its own processes. */
function ownEnvironment() {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(VSCODE_|ELECTRON_|CODE_SERVER_|npm_|NODE_OPTIONS$|PORT$|PASSWORD$)/.test(name),
    ),
  );
}

async function install(folder) {
  const partial = `${folder}.partial-${process.pid}`;
  for (const name of mkdirAndList(cached())) {
    if (name.startsWith('code-server-') && !folder.endsWith(name) && !name.includes('.partial-')) {
      rmSync(cached(name), { recursive: true, force: true });
    }
  }
  mkdirSync(partial, { recursive: true });
  writeFileSync(join(partial, 'package.json'), '{ "private": true }\n');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--no-package-lock'];
  try {
    const check = 'The embedded VS Code could not be fetched from npm:';
    await npm(['install', ...flags, `code-server@${editorVersion}`, `node-linux-${process.arch}@${nodeVersion}`], {
      cwd: partial,
      check,
    });
    const workbench = join(partial, 'node_modules', 'code-server', 'lib', 'vscode');
    await npm(['install', '--omit=dev', ...flags], { cwd: workbench, check });
    await npm(['install', '--omit=dev', ...flags], { cwd: join(workbench, 'extensions'), check });
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(folder)) {
      throw error;
    }
  }
}

function mkdirAndList(folder) {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder);
}

function freePort(preferred) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', (error) => (preferred === 0 ? reject(error) : resolve(freePort(0))));
    server.listen(preferred, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function untilHealthy(port) {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await answers(port)) {
      return;
    }
    await pause(100);
  }
  throw new Complaint('The embedded VS Code did not answer within a minute.');
}

function answers(port) {
  return new Promise((resolve) => {
    const probe = request({ host: '127.0.0.1', port, path: '/healthz', timeout: 1000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    probe.on('error', () => resolve(false));
    probe.on('timeout', () => probe.destroy());
    probe.end();
  });
}
