import { wordsSpan, write } from '../changes';
import type { Program } from '../machine';
import { large } from '../sizes';
import { cacheHome, cacheProgram } from './cacheProgram';
import { fetchByLink } from './corepack';
import { setting } from './npm';
import { runProjectScripts, scriptWithHooks } from './projectScripts';

/** Its store is hard-linked into node_modules and costs nothing; what the registry answered stays beside it. */
const pnpm = cacheProgram({
  cause: 'pnpm-cache',
  options: {
    short: 'C',
    long: ['dir', 'filter', 'store-dir', 'cache-dir', 'registry', 'loglevel', 'reporter', 'prefix'],
  },
  writes: (verb, args) =>
    /^(|i|install|add|fetch|up|update|upgrade|dlx|create|deploy|import)$/.test(verb) && !args.has('offline'),
  folders: (args, call) => [
    { path: args.value('cache-dir') ?? setting(call, 'cache-dir') ?? `${cacheHome(call)}/pnpm`, size: large },
  ],
  cleans: (verb, { operands }) => verb === 'store' && operands[1]?.text === 'prune',
  cleanup: 'pnpm store prune',
  also: (verb, args, call) => {
    fetchByLink(call, 'pnpm');
    const name = /^run(-script)?$/.test(verb) ? args.operands[1]?.text : verb;
    if (name !== undefined && name !== '' && !/^(i|install|add)$/.test(name)) {
      runProjectScripts(call, scriptWithHooks(name), args.value('C', 'dir'));
    }
    if (/^(|i|install|add)$/.test(verb) && !args.has('g', 'global', 'version', 'v', 'help')) {
      const folder = `${args.value('C', 'dir') ?? call.state.folder}/node_modules`;
      write(call, { path: folder, kind: 'folder', size: large, span: wordsSpan(call), source: 'all' });
    }
  },
});

/** Programs of pnpm. */
export const pnpmPrograms: Readonly<Record<string, Program>> = { pnpm };
