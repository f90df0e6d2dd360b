import type { Program } from '../machine';
import { cacheHome, cacheProgram } from './cacheProgram';
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
    return [{ path: given || (home ? `${home}/cache` : `${cacheHome(call)}/composer`) }];
  },
  flag: '--no-cache',
  outerVerb: 'global',
  cleans: (verb) => /^(clear-?cache|cc)$/.test(verb),
  cleanup: 'composer clear-cache',
});

/** The package management of PHP. */
export const composerPrograms: Readonly<Record<string, Program>> = { composer, 'composer.phar': composer };
