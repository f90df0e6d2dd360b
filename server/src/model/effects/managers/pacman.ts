import { packageOptions } from '../../packages/options';
import { readArguments } from '../arguments';
import { noteAttempt, removeCause, wordsSpan } from '../changes';
import type { Program } from '../machine';
import { installPackages, removePackages } from '../packages';
import { markUnpacked } from '../programs/unpacking';
import { writeCache } from './cacheProgram';

const pacman: Program = (call) => {
  const args = readArguments(call.args, packageOptions.pacman);
  const names = args.operands.map((it) => it.text);
  const operation = call.args.find((it) => /^-(-sync|-remove|-upgrade|[a-z]*[SRU])/.test(it.text));
  const span = wordsSpan(call, operation?.word.span);
  if (args.has('S', 'sync')) {
    const cleaning = call.args.reduce(
      (count, { text }) => count + (/^-[A-Za-z]*c/.test(text) ? text.split('c').length - 1 : 0),
      0,
    );
    if (cleaning > 1) {
      removeCause(call, 'pacman-cache', wordsSpan(call));
    } else if (cleaning === 1 || args.has('clean')) {
      noteAttempt(call, wordsSpan(call), [], 'other', 'pacman-cache');
    } else if (names.length > 0 || args.has('u', 'sysupgrade', 'w', 'downloadonly')) {
      const path = args.value('cachedir')?.replace(/\/+$/, '') ?? '/var/cache/pacman/pkg';
      writeCache(
        call,
        { cause: 'pacman-cache', cleanup: `rm -rf ${path}/*` },
        [{ path: `${path}/package.pkg.tar.zst`, shown: path }],
        span,
      );
      installPackages(call, 'pacman', names, span);
    }
  } else if (args.has('R', 'remove')) {
    removePackages(call, 'pacman', names, wordsSpan(call));
  } else if (args.has('U', 'upgrade')) {
    markUnpacked(call, args.operands);
  }
  call.output.writeUnknown(500);
  return undefined;
};

/** The package management of Arch Linux. */
export const pacmanPrograms: Readonly<Record<string, Program>> = { pacman };
