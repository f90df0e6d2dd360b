// ShellCheck, which is no package of npm.
import { spawnSync } from 'node:child_process';
import { installOnDebian } from './debian.mjs';

/**
 * Sees to it that tests find ShellCheck: on Debian, for root, it is installed when there is none. Elsewhere the tests
 * that need it are skipped, but not where CI is set.
 */
export async function ensureShellCheck() {
  if (isInstalled()) {
    return;
  }
  try {
    await installOnDebian('shellcheck');
  } catch (error) {
    console.log(error.message);
  }
  if (!isInstalled()) {
    console.log('ShellCheck is not installed: the tests that need it are skipped, or fail where CI is set.');
  }
}

function isInstalled() {
  return spawnSync('shellcheck', ['--version']).status === 0;
}
