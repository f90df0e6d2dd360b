import type { Arguments, OptionsWithValue } from '../arguments';
import { readArguments } from '../arguments';
import { noteAttempt, removeCause, wordsSpan, write } from '../changes';
import type { AttemptProblem, Remedy } from '../effects';
import type { Field } from '../expansion';
import type { Call, Program } from '../machine';
import { large } from '../sizes';
import { asShellWord, readable } from '../symbols';

/** A folder that a program fills and that nobody needs in an image. */
export interface CacheFolder {
  /** Absolute. */
  readonly path: string;
  readonly size?: number;
  /** A folder when not said. */
  readonly kind?: 'file';
  /** How the place is told to people when `path` is only a part of it. */
  readonly shown?: string;
}

/** A program that keeps what it fetches, told by which invocations write, avoid and clean its cache. */
export interface CacheManager {
  /** Names the residue, for example `composer-cache`. */
  readonly cause: string;
  readonly options?: OptionsWithValue;
  /** Whether an invocation fetches something. */
  writes(verb: string, args: Arguments, call: Call): boolean;
  /** Where it keeps what it fetches; empty when a flag or setting keeps it from doing so. */
  folders(args: Arguments, call: Call): readonly CacheFolder[];
  /** Whether an invocation cleans the cache, or why one that looks like it does not. */
  cleans?(verb: string, args: Arguments, call: Call): boolean | AttemptProblem;
  /** True when later builds read it again, so that an earlier layer's folder is used and not made anew. */
  readonly reused?: boolean;
  /** The folder above all of its folders, which the program can be asked for. */
  home?(call: Call): string;
  /** A flag to put behind the verb so that nothing is kept. */
  readonly flag?: string;
  /** Verbs that have another verb behind them. */
  readonly outerVerb?: string;
  /** The command that cleans up; `rm -rf` of the folders when not given. */
  readonly cleanup?: string;
  /** What else an invocation does. */
  also?(verb: string, args: Arguments, call: Call): void;
}

/** What such a program does to the layer. */
export function cacheProgram(manager: CacheManager): Program {
  return (call) => {
    const args = readArguments(call.args, manager.options);
    const [verbField] = args.operands;
    const verb = verbField?.text ?? '';
    const span = wordsSpan(call, verbField?.word.span ?? call.program.word.span);
    const cleans = manager.cleans?.(verb, args, call) ?? false;
    if (cleans === true) {
      removeCause(call, manager.cause, wordsSpan(call));
    } else if (cleans !== false) {
      noteAttempt(call, wordsSpan(call), [], cleans, manager.cause);
    } else if (manager.writes(verb, args, call) && !(verb === '' && asksOnly(args))) {
      const inner = verb === manager.outerVerb ? args.operands[1] : undefined;
      writeCache(call, manager, manager.folders(args, call), span, inner ?? verbField);
    }
    manager.also?.(verb, args, call);
    if (verb === 'config' && args.operands[1]?.text === 'cache-dir') {
      call.output.write(`${manager.home?.(call) ?? manager.folders(args, call)[0]?.path ?? ''}\n`);
    } else {
      call.output.writeUnknown(100);
    }
    return undefined;
  };
}

function asksOnly(args: Arguments): boolean {
  return args.has('version', 'v', 'V', 'help', 'h');
}

/** What is kept, and what would keep it out of the layer. */
export interface Keeping {
  readonly cause: string;
  readonly flag?: string | undefined;
  readonly cleanup?: string | undefined;
  readonly reused?: boolean | undefined;
}

/** Writes the folders of a cache, with what would keep them out of the layer. */
export function writeCache(
  call: Call,
  { cause, flag, cleanup, reused }: Keeping,
  folders: readonly CacheFolder[],
  span: { readonly start: number; readonly end: number },
  verb?: Field,
): void {
  const shownFolders = [...new Set(folders.map((it) => it.shown ?? it.path))];
  const removal = `rm -rf ${shownFolders.map((it) => asShellWord(it)).join(' ')}`;
  const remedies: Remedy[] = [];
  const insertion = flag !== undefined && verb ? insertBehind(call, verb, flag) : undefined;
  if (insertion) {
    remedies.push(insertion);
  }
  // The program's own command would clean the wrong place when it ran for another user.
  const ownCleanup = call.env('HOME') === call.machine.home ? cleanup : undefined;
  remedies.push({ kind: 'append', command: asSameUser(call, ownCleanup ?? removal) });
  remedies.push(...shownFolders.map((it) => ({ kind: 'mount' as const, target: readable(it) })));
  for (const { path, size = large, kind = 'folder', shown } of folders) {
    const old = call.state.files.get(path);
    if (reused && old?.cause === cause && old.layer !== call.machine.layer) {
      call.machine.needed.set(old, { layer: call.machine.layer, span });
      continue;
    }
    write(call, { path, kind, size, span, cause, remedies, ...(shown === undefined ? {} : { shown }) });
  }
}

/** A flag behind a word, if that word stands in the file as it is: plain, or quoted in the exec form. */
function insertBehind({ machine }: Call, { word }: Field, flag: string): Remedy | undefined {
  const { span, text } = word;
  const extra = span.end - span.start - text.length;
  if (machine.inExecForm) {
    return extra === 2 ? { kind: 'insert', at: span.end, text: `, "${flag}"` } : undefined;
  }
  return extra === 0 ? { kind: 'insert', at: span.end, text: ` ${flag}` } : undefined;
}

/** With `sudo` when the writing command had it and the user is not root, or only the base image knows who it is. */
export function asSameUser({ program, machine }: Call, command: string): string {
  const isRoot = machine.user === 'root' && machine.base.user !== undefined;
  return program.wrappers.includes('sudo') && !isRoot ? `sudo ${command}` : command;
}

/** The user's folder for caches: `$XDG_CACHE_HOME` or `~/.cache`. */
export function cacheHome(call: Call): string {
  return call.env('XDG_CACHE_HOME') || `${homeOf(call)}/.cache`;
}

/** The home folder of the user that the program runs as. */
export function homeOf(call: Call): string {
  return call.env('HOME') ?? '/root';
}
