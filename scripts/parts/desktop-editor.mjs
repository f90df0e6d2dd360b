// The VS Code that is installed on this machine, when there is one and a display to show it on.
import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { Complaint } from './command.mjs';

/**
 * The command that opens the desktop VS Code: what STRATA_VSCODE names, else `code` from the PATH where there is a
 * display; undefined when there is neither.
 */
export function findDesktopEditor() {
  const named = process.env.STRATA_VSCODE;
  if (named) {
    const path = named.includes('/') || named.includes('\\') ? named : inPath(named);
    if (!path || !existsSync(path)) {
      throw new Complaint(`STRATA_VSCODE names ${named}, which does not exist.`);
    }
    return path;
  }
  return hasDisplay() ? inPath('code') : undefined;
}

/**
 * The program behind the `code` command, which a test run has to start itself: the command is a script that returns
 * at once. A path that is not such a script is returned as it is.
 */
export function editorProgram(command) {
  const script = realpathSync(command);
  if (basename(dirname(script)) !== 'bin') {
    return script;
  }
  const home = dirname(dirname(script));
  const name = basename(script).replace(/\.cmd$/i, '');
  const candidates = {
    darwin: ['Electron', 'Code', 'Code - Insiders'].map((each) => join(home, '..', '..', 'MacOS', each)),
    win32: ['Code.exe', 'Code - Insiders.exe', 'VSCodium.exe'].map((each) => join(home, each)),
  }[process.platform] ?? [join(home, name)];
  return candidates.find((path) => existsSync(path)) ?? script;
}

function hasDisplay() {
  return (
    process.platform === 'darwin' ||
    process.platform === 'win32' ||
    Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  );
}

function inPath(name) {
  const names = process.platform === 'win32' ? [`${name}.cmd`, `${name}.exe`] : [name];
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((each) => join(folder, each))).find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
