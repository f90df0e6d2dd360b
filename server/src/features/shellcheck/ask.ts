import type { Cancellation, Processes, ProcessRequest } from '../../ports';
import { readComments, readCommentsOfFiles, type ShellCheckComment } from './answer';
import type { CheckedScript } from './scripts';

/** What ShellCheck says of a script, or why it says nothing. */
export type Answer = readonly ShellCheckComment[] | ShellCheckProblem | 'cancelled';

/** `missing`: there is no such program. `failed`: it did not do its work; `message` is a sentence. */
export interface ShellCheckProblem {
  readonly kind: 'missing' | 'failed';
  readonly message: string;
}

/** Asks ShellCheck; a process that is started gets many of the scripts that wait at that time. */
export interface ScriptAsker {
  /** Never rejects. */
  ask(script: CheckedScript, cancel: Cancellation): Promise<Answer>;
}

interface Waiting {
  readonly script: CheckedScript;
  readonly cancel: Cancellation;
  /** True when it shall have a process to itself. */
  readonly alone: boolean;
  resolve(answer: Answer): void;
}

/** An asker that runs a program, by its name or its path, as often at a time as the host can. */
export function createScriptAsker(processes: Processes, program: string): ScriptAsker {
  let waiting: Waiting[] = [];
  const heard = new WeakSet<Cancellation>();
  let running = 0;
  let isPlanned = false;
  // Some ShellChecks are kept away from the files of others, for instance those in a container.
  let takesFiles = processes.mostFiles > 1;

  /** Once for all the scripts that are asked about in one go. */
  function plan(): void {
    if (!isPlanned) {
      isPlanned = true;
      queueMicrotask(() => {
        isPlanned = false;
        start();
      });
    }
  }

  function start(): void {
    while (running < processes.atOnce && waiting.length > 0) {
      void answer(nextBatch());
    }
  }

  async function answer(batch: readonly Waiting[]): Promise<void> {
    running++;
    const answers = batch.length === 1 ? [await askOne(batch[0]!)] : await askTogether(batch);
    running--;
    if (!answers) {
      waiting.unshift(...batch.map((each) => ({ ...each, alone: true })));
    }
    // Before the answers are told, which gives this thread something to do.
    start();
    answers?.forEach((each, index) => void batch[index]!.resolve(each));
  }

  /** The first script that waits, with others that ShellCheck is asked about in the same way; at least one waits. */
  function nextBatch(): readonly Waiting[] {
    const first = waiting[0]!;
    const share = Math.ceil(waiting.length / (processes.atOnce - running));
    const most = takesFiles && !first.alone ? Math.min(share, mostTogether, processes.mostFiles) : 1;
    const batch: Waiting[] = [];
    const others: Waiting[] = [];
    let length = 0;
    for (const each of waiting) {
      const together = length + each.script.text.length;
      const fits = batch.length === 0 || (batch.length < most && together <= longestTogether && isAlike(each, first));
      (fits ? batch : others).push(each);
      length = fits ? together : length;
    }
    waiting = others;
    return batch;
  }

  async function askOne({ script, cancel }: Waiting): Promise<Answer> {
    const end = await processes.run(request(script, { args: ['-'], input: script.text }), cancel);
    switch (end.kind) {
      case 'cancelled':
        return 'cancelled';
      case 'missing':
        return missing();
      case 'failed':
        return { kind: 'failed', message: `${program} did not end well: ${end.reason}` };
    }
    const comments = isAnswered(end.exitCode) ? readComments(end.output) : undefined;
    return (
      comments ?? {
        kind: 'failed',
        message: `${program} (exit code ${end.exitCode}) did not answer as ShellCheck 0.7 or newer does.`,
      }
    );
  }

  /** Undefined when they have to be asked about one by one: one of them may be too much, or the way of asking wrong. */
  async function askTogether(batch: readonly Waiting[]): Promise<readonly Answer[] | undefined> {
    const { script, cancel } = batch[0]!;
    const files = batch.map((each) => each.script.text);
    const end = await processes.run(request(script, { args: [], input: '', files }), cancel);
    if (end.kind === 'cancelled' || end.kind === 'missing') {
      return batch.map(() => (end.kind === 'missing' ? missing() : 'cancelled'));
    }
    if (end.kind === 'failed') {
      return undefined;
    }
    const comments = isAnswered(end.exitCode) ? readCommentsOfFiles(end.output, end.fileNames) : undefined;
    takesFiles &&= comments !== undefined;
    return comments;
  }

  function request(
    { dialect, excluded }: CheckedScript,
    { args, ...rest }: Pick<ProcessRequest, 'args' | 'input' | 'files'>,
  ): ProcessRequest {
    const all = ['--norc', '--format=json1', `--shell=${dialect}`, `--exclude=${excluded}`, ...args];
    return { program, args: all, ...rest, mostOutput, mostMilliseconds };
  }

  function missing(): ShellCheckProblem {
    return { kind: 'missing', message: `There is no program ${program}.` };
  }

  function giveUp(cancel: Cancellation): void {
    const given = waiting.filter((each) => each.cancel === cancel);
    waiting = waiting.filter((each) => each.cancel !== cancel);
    given.forEach(({ resolve }) => void resolve('cancelled'));
  }

  return {
    ask(script, cancel) {
      return new Promise((resolve) => {
        waiting.push({ script, cancel, alone: namesOpenFile.test(script.text), resolve });
        plan();
        if (cancel.cancelled) {
          giveUp(cancel);
        } else if (!heard.has(cancel)) {
          heard.add(cancel);
          cancel.onCancel(() => giveUp(cancel));
        }
      });
    },
  };
}

/** True for scripts that the same call can be about, and that nobody gives up without the other. */
function isAlike(a: Waiting, b: Waiting): boolean {
  return (
    !a.alone &&
    a.cancel === b.cancel &&
    a.script.dialect === b.script.dialect &&
    a.script.excluded.join() === b.script.excluded.join()
  );
}

/** 1 means that there are comments; what is above is trouble. */
function isAnswered(exitCode: number): boolean {
  return exitCode <= 1;
}

/** A script that names open files or standard input might read another one that is given at the same time. */
const namesOpenFile = /\bfd\b|(^|\s)(\.|source)\s+["']?-/;

/** So few that all processes end at about the same time, and so many that starting them takes little of it. */
const mostTogether = 48;
/** UTF-16 units of scripts, unless one has more: the time that ShellCheck takes grows faster than the script. */
const longestTogether = 20_000;
/** Bytes; an answer is seldom a hundredth of it. */
const mostOutput = 4 * 1024 * 1024;
const mostMilliseconds = 20_000;
