// Opens a sample workspace in a VS Code with Strata in it. Installs and builds first what is missing.
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Complaint, main, run } from './parts/command.mjs';
import { build, ensureDependencies } from './parts/dependencies.mjs';
import { findDesktopEditor } from './parts/desktop-editor.mjs';
import { hasEmbeddedEditor, startEmbeddedEditor, writeUserSettings } from './parts/embedded-editor.mjs';
import { cached, manifest, root } from './parts/places.mjs';
import { makeSample } from './parts/sample.mjs';

/** The address stays the same from start to start, and with it what the browser remembers, unless the port is taken. */
const usualPort = 8973;
const dataFolder = cached('start', 'data');
const extensionsFolder = cached('start', 'extensions');

await main(startEditor, { interrupted: 0 });

async function startEditor() {
  const desktop = findDesktopEditor();
  if (!desktop && !hasEmbeddedEditor()) {
    throw new Complaint('Install VS Code first, or name its `code` command in STRATA_VSCODE.');
  }
  await ensureDependencies();
  await build();
  const sample = makeSample(cached('sample'));
  await (desktop ? openDesktop(desktop, sample) : serveEmbedded(sample));
}

async function openDesktop(command, { folder, dockerfile }) {
  await run(command, ['--new-window', `--extensionDevelopmentPath=${root}`, folder, dockerfile], {
    check: `${command} could not be started:`,
  });
  console.log(`VS Code shows ${folder}, with Strata in it.`);
}

async function serveEmbedded({ folder }) {
  useFolderAsExtension();
  if (!existsSync(join(dataFolder, 'User', 'settings.json'))) {
    writeUserSettings(dataFolder, {
      'chat.disableAIFeatures': true,
      'git.openRepositoryInParentFolders': 'never',
      'workbench.startupEditor': 'none',
      'workbench.secondarySideBar.defaultVisibility': 'hidden',
    });
  }
  const editor = await startEmbeddedEditor({
    dataFolder,
    extensionsFolder,
    preferredPort: usualPort,
    log: process.env.STRATA_DEBUG ? openSync(cached('start', 'log.txt'), 'w') : undefined,
  });
  console.log(`VS Code with Strata: ${editor.origin}/?folder=${encodeURIComponent(folder)}`);
  console.log('Open Dockerfile, or right-click mytomcatys → Open as Image Layers. Ctrl-C ends it.');
  await editor.ended;
  throw new Complaint('The embedded VS Code has ended.');
}

/**
 * Lists this very folder as an installed extension, as the editor itself does for an extension that is installed from
 * a location: after `npm run watch`, reloading the window is enough to see a change.
 */
function useFolderAsExtension() {
  const { name, publisher, version } = manifest();
  const entry = {
    identifier: { id: `${publisher}.${name}` },
    version,
    location: { $mid: 1, path: root, scheme: 'file' },
    metadata: { isMachineScoped: true, source: 'resource' },
  };
  const list = join(extensionsFolder, 'extensions.json');
  const text = JSON.stringify([entry]);
  mkdirSync(extensionsFolder, { recursive: true });
  if (!existsSync(list) || readFileSync(list, 'utf8') !== text) {
    writeFileSync(list, text);
  }
}
