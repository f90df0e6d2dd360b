// Runs a script of ours inside the extension host of a real VS Code: the desktop one where there is one, else the
// embedded one in a headless browser.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { Complaint, run, startGroup } from './command.mjs';
import { editorProgram, findDesktopEditor } from './desktop-editor.mjs';
import { ensureEmbeddedEditor, hasEmbeddedEditor, installExtension, writeUserSettings } from './embedded-editor.mjs';
import { cached, root } from './places.mjs';
import { makeSample } from './sample.mjs';

/** Settings that keep the workbench quiet and the same on every machine. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'files.simpleDialog.enable': true,
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'workbench.enableExperiments': false,
  'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Fetches what `runInVsCode` needs, so that a later run starts at once. Says what is missing when it cannot. */
export async function prepareVsCode() {
  if (findDesktopEditor()) {
    return;
  }
  if (!hasEmbeddedEditor()) {
    throw new Complaint('There is no VS Code to run in: install it, or name its `code` command in STRATA_VSCODE.');
  }
  await ensureBrowser();
  await ensureEmbeddedEditor();
}

/**
 * Runs `suite`, an entry point below test/vscode that exports `run()`, and returns the exit code and what was printed.
 * - `name`: of the folder in .cache that holds the run's own settings, extensions and bundle; emptied first
 * - `workspace`: a folder that is copied, so that a run may change it, and opened; without it the sample
 * - `vsix`: installed first, the suite then sits in an extension that does nothing; without it Strata runs from its folder
 * - `beside`: the folder of another extension, which is packed and installed, too
 * - `settings`: user settings on top of the quiet ones
 * - `env`: for the suite; `size` (`1280x800`, CSS pixels) and `scale`: of the browser page
 */
export async function runInVsCode({ name, suite, workspace, vsix, beside, settings = {}, env = {}, size, scale }) {
  if (vsix && !existsSync(vsix)) {
    throw new Complaint(`${vsix} is missing; npm run package makes it.`);
  }
  await prepareVsCode();
  const folder = cached('vscode', name);
  rmSync(folder, { recursive: true, force: true });
  const places = {
    dataFolder: join(folder, 'data'),
    extensionsFolder: join(folder, 'extensions'),
    workspace: join(folder, 'workspace'),
    bundle: join(folder, 'suite'),
  };
  mkdirSync(places.extensionsFolder, { recursive: true });
  if (workspace) {
    cpSync(workspace, places.workspace, { recursive: true });
  } else {
    makeSample(places.workspace);
  }
  writeUserSettings(places.dataFolder, { ...quietSettings, ...settings });
  await bundleSuite(suite, places.bundle);

  const command = findDesktopEditor();
  for (const each of [vsix, beside && (await packNeighbour(join(root, beside), folder))].filter(Boolean)) {
    await (command ? installIntoDesktop(command, each, places) : installExtension(each, places));
  }
  const plan = {
    vscodeExecutablePath: command ? editorProgram(command) : join(root, 'scripts', 'vscode-launcher.mjs'),
    extensionDevelopmentPath: vsix ? join(root, 'test', 'vscode', 'empty-extension') : root,
    extensionTestsPath: join(places.bundle, 'index.js'),
    extensionTestsEnv: { ...env, ...(scale ? { STRATA_PAGE_SCALE: String(scale) } : {}) },
    launchArgs: [
      places.workspace,
      `--user-data-dir=${places.dataFolder}`,
      `--extensions-dir=${places.extensionsFolder}`,
      ...(size ? [`--window-size=${size.replace('x', command ? ',' : 'x')}`] : []),
      ...(command ? ['--disable-gpu', '--disable-telemetry'] : []),
    ],
  };
  return runApart(plan);
}

/** Makes a package of an extension for tests, with what it needs bundled into its main file; returns its path. */
async function packNeighbour(source, folder) {
  const { build } = await import('esbuild');
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const staged = join(folder, manifest.name);
  const vsix = `${staged}.vsix`;
  mkdirSync(staged, { recursive: true });
  cpSync(join(source, 'package.json'), join(staged, 'package.json'));
  await build({
    entryPoints: [join(source, manifest.main)],
    outfile: join(staged, manifest.main),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    // The other format of these packages has a `require` that no bundler can follow.
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  const args = ['package', '--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix];
  await run(process.execPath, [join(root, 'node_modules', '@vscode', 'vsce', 'vsce'), ...args], {
    cwd: staged,
    check: `${source} could not be packed:`,
  });
  return vsix;
}

/** Bundles each file of the suite for itself; mocha and the editor's interface come from outside. */
async function bundleSuite(suite, outdir) {
  const { build } = await import('esbuild');
  await build({
    entryPoints: suite,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

/** In a process group of its own, because the workbench is noisy and has to end with us whatever happens. */
async function runApart(plan) {
  const runner = startGroup(
    process.execPath,
    [join(root, 'scripts', 'parts', 'vscode-runner.mjs'), JSON.stringify(plan)],
    {
      cwd: root,
      env: process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const chunks = [];
  for (const stream of [runner.child.stdout, runner.child.stderr]) {
    stream.on('data', (chunk) => {
      chunks.push(chunk);
      if (process.env.STRATA_DEBUG) {
        process.stdout.write(chunk);
      }
    });
  }
  const { code } = await runner.ended;
  await runner.stop();
  return { code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') };
}

async function installIntoDesktop(command, vsix, { dataFolder, extensionsFolder }) {
  await run(
    command,
    [`--user-data-dir=${dataFolder}`, `--extensions-dir=${extensionsFolder}`, '--install-extension', vsix, '--force'],
    { check: `${vsix} could not be installed into ${command}:` },
  );
}
