import { packageOptions } from '../../packages/options';
import { wordsSpan } from '../changes';
import type { Program } from '../machine';
import { installPackages, removePackages } from '../packages';
import { cacheProgram } from './cacheProgram';

const zypper = cacheProgram({
  cause: 'zypper-cache',
  options: packageOptions.zypper,
  writes: (verb) =>
    /^(install|in|update|up|dist-upgrade|dup|patch|refresh|ref|source-install|si|search|se|info|install-new-recommends|inr|verify|ve)$/.test(
      verb,
    ),
  folders: () => [{ path: '/var/cache/zypp', size: 30_000_000 }],
  cleans: (verb, args) =>
    verb !== 'clean' && verb !== 'cc' ? false : args.has('a', 'all', 'm', 'metadata', 'M', 'raw-metadata') || 'other',
  cleanup: 'zypper clean --all',
  also: (verb, { operands }, call) => {
    const names = operands.slice(1).map((it) => it.text);
    if (/^(install|in)$/.test(verb)) {
      installPackages(call, 'zypper', names, wordsSpan(call, operands[0]!.word.span));
    } else if (/^(remove|rm)$/.test(verb)) {
      removePackages(call, 'zypper', names, wordsSpan(call));
    }
  },
});

/** The package management of SUSE. */
export const zypperPrograms: Readonly<Record<string, Program>> = { zypper };
