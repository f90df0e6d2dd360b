import type { Call, Program } from '../machine';
import { cacheHome, cacheProgram, homeOf } from './cacheProgram';
import { isLoneComposerProject } from './manifests';

const composer = cacheProgram({
  cause: 'composer-cache',
  options: { short: 'd', long: ['working-dir', 'ignore-platform-req'] },
  writes: (verb, args, call) =>
    /^(install|i|update|u|upgrade)$/.test(verb)
      ? !isLoneComposerProject(call, args.value('d', 'working-dir') ?? '.')
      : /^(require|r|create-project|global|reinstall)$/.test(verb),
  folders: (args, call) => {
    const given = call.env('COMPOSER_CACHE_DIR');
    if (args.has('no-cache') || given === '/dev/null') {
      return [];
    }
    const home = call.env('COMPOSER_HOME');
    return [{ path: given || (home ? `${home}/cache` : usualFolder(call)) }];
  },
  flag: '--no-cache',
  outerVerb: 'global',
  cleans: (verb) => /^(clear-?cache|cc)$/.test(verb),
  cleanup: 'composer clear-cache',
});

/**
 * In `~/.composer`, unless something tells of XDG folders: `/etc/xdg`, which systemd and desktop packages bring, or a
 * variable. A `cache` that is there already, such as one that is mounted, counts in any case.
 */
function usualFolder(call: Call): string {
  const { files } = call.state;
  const plain = `${homeOf(call)}/.composer/cache`;
  const other = `${cacheHome(call)}/composer`;
  if (files.isMounted(plain)) {
    return plain;
  }
  const isXdg =
    files.select('/etc/xdg').some(({ extent }) => extent === 'whole') ||
    ['CACHE_HOME', 'CONFIG_HOME', 'DATA_HOME', 'RUNTIME_DIR'].some((name) => call.env(`XDG_${name}`));
  // Who mounts or removes the other folder of an image that nobody knows has seen it there.
  const { base, layer } = call.machine;
  return isXdg || (base.user === undefined && layer.instruction.body.text.includes('.cache/composer')) ? other : plain;
}

/** The package management of PHP. */
export const composerPrograms: Readonly<Record<string, Program>> = { composer, 'composer.phar': composer };
