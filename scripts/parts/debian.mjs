// Programs that tests need and that Debian has.
import { readFileSync } from 'node:fs';
import { run } from './command.mjs';

/** Installs a package where this is Debian or made from it and the user is root; elsewhere nothing happens. */
export async function installOnDebian(name) {
  if (process.getuid?.() !== 0 || !isDebian()) {
    return;
  }
  console.log(`Installing ${name} (apt-get) …`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['install', '-y', '--no-install-recommends', name];
  if ((await run('apt-get', args, { env })).code !== 0) {
    await run('apt-get', ['update'], { env });
    await run('apt-get', args, { env, check: `apt-get could not install ${name}:` });
  }
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
