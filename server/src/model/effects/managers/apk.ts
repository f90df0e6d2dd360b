import { packageOptions } from '../../packages/options';
import { readArguments } from '../arguments';
import { noteAttempt, wordsSpan, write } from '../changes';
import type { Program } from '../machine';
import { installPackages, removePackages } from '../packages';
import { nameOf } from '../paths';
import { markUnpacked } from '../programs/unpacking';
import { writeCache } from './cacheProgram';

const apk: Program = (call) => {
  const args = readArguments(call.args, packageOptions.apk);
  const verb = args.operands[0];
  const names = args.operands.slice(1).map((it) => it.text);
  const span = wordsSpan(call, verb?.word.span);
  const root = args.value('p', 'root') ?? '';
  const folder = args.value('cache-dir') ?? `${root}/var/cache/apk`;
  switch (verb?.text) {
    case 'add':
    case 'upgrade':
    case 'fix':
    case 'update':
      if (!args.has('no-cache', 'no-network')) {
        const flag = verb.text === 'update' ? {} : { flag: '--no-cache' };
        const index = {
          path: `${folder}/APKINDEX.0123abcd.tar.gz`,
          size: 2_500_000,
          kind: 'file',
          shown: folder,
        } as const;
        const cleanup = `rm -rf ${folder}/*`;
        writeCache(call, { cause: 'apk-cache', cleanup, ...flag }, [index], span, verb);
      }
      markUnpacked(
        call,
        names.filter((it) => it.endsWith('.apk')).map((text) => ({ text })),
      );
      installPackages(call, 'apk', virtualOr(args.value('t', 'virtual'), names), span);
      break;
    case 'del':
      removePackages(call, 'apk', names, wordsSpan(call));
      break;
    case 'cache':
      noteAttempt(call, wordsSpan(call), [], 'other', 'apk-cache');
      break;
    case 'fetch':
      for (const name of names) {
        write(call, { path: `${args.value('o', 'output') ?? '.'}/${nameOf(name)}.apk`, size: 200_000, archive: true });
      }
      break;
    default:
  }
  if (args.has('print-arch')) {
    call.output.write('x86_64');
  } else {
    call.output.writeUnknown(500);
  }
  return args.operands[0]?.text === 'info' ? 'unknown' : undefined;
};

/** Packages of a virtual one come and go with it. */
function virtualOr(virtual: string | undefined, names: readonly string[]): readonly string[] {
  return virtual === undefined ? names : [virtual, ...names];
}

/** Programs of Alpine's package management. */
export const apkPrograms: Readonly<Record<string, Program>> = { apk };
