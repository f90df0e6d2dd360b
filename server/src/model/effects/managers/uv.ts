import { readArguments } from '../arguments';
import { absolute, noteAttempt, removeCause, wordsSpan, write } from '../changes';
import type { Field } from '../expansion';
import type { Call, Program } from '../machine';
import { large } from '../sizes';
import { unknownName } from '../symbols';
import { cacheHome, writeCache } from './cacheProgram';
import { lonePackages, sitePackages } from './pythonPlaces';

const options = {
  short: 'rcepin',
  long: 'requirement requirements constraint constraints editable python target prefix index index-url extra-index-url find-links link-mode cache-dir directory project group extra with python-version python-platform only-group no-group package upgrade-package resolution prerelease config-file color no-binary only-binary'.split(
    ' ',
  ),
};

/** Index pages and metadata, which even hard links do not share: of a package and of those that it needs. */
const unsharedPerPackage = 60_000;
const unsharedPerLonePackage = 15_000;

/** What `uv` does. Its cache is hard-linked into the environment, so that little of it is extra unless it copies. */
export const uv: Program = (call) => {
  const args = readArguments(call.args, { ...options, short: options.short.replace('n', '') });
  const words = args.operands.map((it) => it.text);
  const isPip = words[0] === 'pip';
  const verb = args.operands[isPip || words[0] === 'tool' ? 1 : 0];
  const span = wordsSpan(call, verb?.word.span);
  if (words[0] === 'venv') {
    write(call, { path: words[1] ?? '.venv', kind: 'folder', size: 5_000, span });
  } else if (words[0] === 'tool' && words[1] === 'run') {
    keepCache(call, span, verb!);
  } else if (words[0] === 'cache' && words[1] === 'dir') {
    call.output.write(`${cacheFolder()}\n`);
    return undefined;
  } else if (words[0] === 'cache') {
    clean(call, words[1], words.length > 2, args.has('ci'));
  } else if (
    isPip
      ? /^(install|sync)$/.test(verb?.text ?? '')
      : /^(sync|add|install|run|upgrade|lock|build)$/.test(verb?.text ?? '')
  ) {
    const place = isPip ? (args.value('target') ?? sitePackages(call)) : `${absolute(call, '.venv')}/lib`;
    write(call, { path: `${place}/${unknownName}`, kind: 'folder', size: large, span });
    keepCache(call, span, verb!);
  }
  call.output.writeUnknown(500);
  return undefined;

  function cacheFolder(): string {
    return args.value('cache-dir') ?? (call.env('UV_CACHE_DIR') || `${cacheHome(call)}/uv`);
  }

  function keepCache(inner: Call, at: Call['command']['span'], flagAt: Field): void {
    if (args.has('no-cache', 'no-cache-dir', 'n') || isTrue(inner.env('UV_NO_CACHE'))) {
      return;
    }
    const folder = cacheFolder();
    const named = words.slice(isPip ? 2 : 1);
    const unshared = named.map((it) => (lonePackages.test(it) ? unsharedPerLonePackage : unsharedPerPackage));
    const many =
      args.has('r', 'requirement', 'requirements', 'e', 'editable') || !/^(install|add)$/.test(words[isPip ? 1 : 0]!);
    const copies = /^(copy|symlink)$/.test(args.value('link-mode') ?? inner.env('UV_LINK_MODE') ?? '');
    const size = copies || many ? large : unshared.reduce((sum, it) => sum + it, 0);
    writeCache(inner, { cause: 'uv-cache', flag: '--no-cache' }, [{ path: absolute(inner, folder), size }], at, flagAt);
  }
};

/** `uv run --with package …` puts the package into an environment that lies in the cache. */
export const uvRun: Program = (call) => {
  const { words } = call.command;
  const at = words.findIndex((it, i) => it.value === 'run' && words[i - 1]?.value === 'uv');
  const given = words.slice(at + 1).map((word) => ({ text: word.value ?? word.text, word, inert: undefined }));
  const args = readArguments(given, options);
  const isOff = args.has('no-cache', 'n') || isTrue(call.env('UV_NO_CACHE'));
  if (args.has('with', 'with-requirements') && !isOff) {
    const folder = args.value('cache-dir') ?? (call.env('UV_CACHE_DIR') || `${cacheHome(call)}/uv`);
    writeCache(call, { cause: 'uv-cache' }, [{ path: absolute(call, folder) }], wordsSpan(call));
  }
  return undefined;
};

/** `uvx` is `uv tool run`: the tool's environment lives in the cache. */
export const uvx: Program = (call) => {
  const args = readArguments(call.args, options);
  const folder = args.value('cache-dir') ?? (call.env('UV_CACHE_DIR') || `${cacheHome(call)}/uv`);
  if (args.operands.length > 0 && !args.has('no-cache', 'n') && !isTrue(call.env('UV_NO_CACHE'))) {
    const span = wordsSpan(call, args.operands[0]!.word.span);
    writeCache(call, { cause: 'uv-cache' }, [{ path: absolute(call, folder) }], span);
  }
  return undefined;
};

function clean(call: Call, verb: string | undefined, named: boolean, ci: boolean): void {
  if ((verb === 'clean' && !named) || (verb === 'prune' && ci)) {
    removeCause(call, 'uv-cache', wordsSpan(call));
  } else {
    noteAttempt(call, wordsSpan(call), [], 'other', 'uv-cache');
  }
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^(1|true|yes|on|y|t)$/i.test(value);
}
