import type { Arguments } from '../arguments';
import { readArguments } from '../arguments';
import { absolute, noteAttempt, removePattern, wordsSpan, write } from '../changes';
import type { Call, Program } from '../machine';
import { large } from '../sizes';
import { cacheHome, homeOf, writeCache } from './cacheProgram';

const compiling = /^(build|install|test|run|get|vet|generate|tool)$/;

const go: Program = (call) => {
  const args = readArguments(call.args, { short: 'op' });
  const [verb, second] = args.operands.map((it) => it.text);
  const output = args.value('o');
  if (verb === 'build' && output !== undefined && !output.endsWith('/')) {
    // A program in Go has its runtime in it.
    write(call, { path: output, size: large });
  }
  const span = wordsSpan(call, args.operands[verb === 'mod' ? 1 : 0]?.word.span);
  const modules = `${call.env('GOMODCACHE') || `${call.env('GOPATH')?.split(':')[0] || `${homeOf(call)}/go`}/pkg/mod`}`;
  const compiled = call.env('GOCACHE') || `${cacheHome(call)}/go-build`;
  if (verb === 'env') {
    const known: Readonly<Record<string, string>> = { GOCACHE: compiled, GOMODCACHE: modules };
    if (second !== undefined && known[second] !== undefined) {
      call.output.write(`${known[second]}\n`);
    } else {
      call.output.writeUnknown(100);
    }
    return undefined;
  }
  if (verb === 'clean') {
    const flags = call.args.map((it) => it.text.replace(/^--/, '-'));
    if (flags.includes('-modcache')) {
      removePattern(call, modules, { recursive: true, span: wordsSpan(call) });
    }
    if (flags.includes('-cache')) {
      removePattern(call, compiled, { recursive: true, span: wordsSpan(call) });
    }
    noteAttempt(call, wordsSpan(call), [], 'other', 'go-cache');
    return undefined;
  }
  const fetches =
    compiling.test(verb ?? '') || (verb === 'mod' && /^(download|tidy|vendor|verify)$/.test(second ?? ''));
  if (fetches) {
    const caches = [
      ...(compiling.test(verb ?? '') && compiled !== 'off' ? [{ path: compiled, flag: '-cache' }] : []),
      ...(needsModules(call, args) ? [{ path: modules, flag: '-modcache' }] : []),
    ];
    const cleanup = ['go clean', ...caches.map(({ flag }) => flag)].join(' ');
    const folders = caches.map(({ path }) => ({ path }));
    writeCache(call, { cause: 'go-cache', cleanup, reused: true }, folders, span);
  }
  call.output.writeUnknown(100);
  return undefined;
};

/** Whether modules are fetched: none are where the project is known to require none. */
function needsModules(call: Call, { operands }: Arguments): boolean {
  const project = call.state.files.textAt(absolute(call, 'go.mod'));
  const isRemote = operands.some((it) => it.text.includes('@'));
  const isFile = operands.length > 1 && operands.slice(1).every((it) => it.text.endsWith('.go'));
  return isRemote || !(project === undefined ? isFile : !/^\s*require\b/m.test(project));
}

/** Go's own tool. */
export const goPrograms: Readonly<Record<string, Program>> = { go };
