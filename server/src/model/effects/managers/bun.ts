import { write } from '../changes';
import type { Program } from '../machine';
import { large } from '../sizes';
import { cacheProgram, homeOf } from './cacheProgram';

/** Its cache is hard-linked into node_modules and costs nothing, unless it is told to copy. */
const bun = cacheProgram({
  cause: 'bun-cache',
  options: { long: ['backend', 'cwd', 'cache-dir', 'registry', 'filter'] },
  writes: (verb, args) => /^(install|i|add|a|update)$/.test(verb) && args.value('backend') === 'copyfile',
  folders: (args, call) => {
    const given = args.value('cache-dir') ?? call.env('BUN_INSTALL_CACHE_DIR');
    const home = call.env('BUN_INSTALL') ?? `${homeOf(call)}/.bun`;
    return args.has('no-cache') ? [] : [{ path: given ?? `${home}/install/cache` }];
  },
  cleans: (verb, { operands }) => verb === 'pm' && operands[1]?.text === 'cache' && operands[2]?.text === 'rm',
  cleanup: 'bun pm cache rm',
  also: (verb, args, call) => {
    if (/^(install|i|add|a)$/.test(verb) && !args.has('g', 'global')) {
      write(call, { path: `${args.value('cwd') ?? '.'}/node_modules`, kind: 'folder', size: large });
    }
  },
});

/** Programs of Bun. */
export const bunPrograms: Readonly<Record<string, Program>> = { bun };
