import { wordsSpan, write } from '../changes';
import type { Call, Program } from '../machine';
import { cacheHome, writeCache } from './cacheProgram';

/** Stands for the links that `corepack enable` puts in the place of the managers; its text names those. */
const links = '/\uE015/corepack';
const managers = ['pnpm', 'yarn'];

const corepack: Program = (call) => {
  const [verb, ...names] = call.args.map((it) => it.text).filter((it) => !it.startsWith('-'));
  const given = names.map((it) => it.replace(/(?<=.)@.*$/, '')).filter((it) => managers.includes(it));
  if (/^(enable|prepare|use|install)$/.test(verb ?? '')) {
    const before = call.state.files.get(links)?.content ?? '';
    const linked = verb === 'enable' ? (given.length > 0 ? given : managers) : [];
    write(call, { path: links, size: 0, content: [before, ...linked].join(' ') });
  }
  if (/^(prepare|use|install|up|hydrate)$/.test(verb ?? '')) {
    keepManager(call);
  }
  return undefined;
};

/** True once corepack has something to do with this image. */
export function hasCorepack({ state }: Call): boolean {
  return state.files.get(links) !== undefined;
}

/** What stands in the place of a manager fetches it at its first use. */
export function fetchByLink(call: Call, name: string): void {
  const isLinked = call.state.files.get(links)?.content?.split(' ').includes(name) ?? false;
  const isInstalled = call.state.files.get(`/usr/local/lib/node_modules/${name}`) !== undefined;
  if (call.program.wrappers.includes('corepack') || (isLinked && !isInstalled)) {
    keepManager(call);
  }
}

/** Managers lie in a cache folder, unless somebody has chosen a place for them. */
function keepManager(call: Call): void {
  if (!call.env('COREPACK_HOME')) {
    const folder = { path: `${cacheHome(call)}/node/corepack` };
    writeCache(call, { cause: 'corepack-cache', reused: true }, [folder], wordsSpan(call, call.args[0]?.word.span));
  }
}

/** Programs that bring the managers of packages of Node. */
export const corepackPrograms: Readonly<Record<string, Program>> = { corepack };
