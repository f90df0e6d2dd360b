#!/usr/bin/env node
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { version } from '../../package.json';
import type { Command } from './cli/command';
import { lsp } from './cli/lsp';
import { runProgram } from './cli/main';
import { endQuietlyWithoutReader, nodeCommandHost } from './host/node/commandHost';
import { loadCompiled } from './host/node/compiledCode';
import { keptRun } from './host/node/keptRun';
import { keepProcessorsForWork, makeRoomForYoung, optimizeLater, useLittleMemory } from './host/node/shortRuns';
import { nodeThreads } from './host/node/threads';
import type { CommandHost } from './ports';

// The program `strata`: finds out what is wanted, and loads what that needs and no more.
const threads = nodeThreads(__filename);
const lintScript = join(__dirname, 'main.lint.js');
void (isMainThread ? runAsProgram() : runAsThread());

async function runAsProgram(): Promise<void> {
  endQuietlyWithoutReader();
  const args = process.argv.slice(2);
  const host = nodeCommandHost();
  const { commands, keep } = await programFor(args, host);
  // Setting the code instead of exiting lets everything that was written reach its reader. Besides, Node 22 and newer may
  // wait forever in `process.exit` for a function that is being optimized.
  process.exitCode = await runProgram({ commands, version }, args, host);
  await keep?.();
}

interface Loaded {
  readonly commands: readonly Command[];
  /** Keeps what was compiled for the next run. */
  readonly keep?: () => Promise<void>;
}

/** All commands, unless one is wanted that gets along without the others: loading them takes longer than many an image. */
async function programFor(args: readonly string[], host: CommandHost): Promise<Loaded> {
  const name = args[0];
  if (name === 'lint') {
    optimizeLater(1_000_000);
    const isForMany = args.some((arg) => host.kindOf(arg) === 'directory');
    if (isForMany) {
      makeRoomForYoung();
      keepProcessorsForWork();
    }
    const kept = isForMany ? await keptRun(lintScript, args) : undefined;
    if (isForMany && !kept?.before) {
      // It loads the rules while this thread does so and then finds out which files there are.
      threads.prepare();
    }
    const { exports, keep } = await loadLint();
    return { commands: [exports.lintCommand(threads, kept)], keep };
  }
  const languageServer = lsp(async (choice) => (await import('./main.lsp')).serve(choice));
  if (name === languageServer.name || name === '--version') {
    return { commands: [languageServer] };
  }
  // Less than for the rules: with large images the loops over entries soon pay for being optimized.
  optimizeLater(300_000);
  useLittleMemory();
  const images = await loadCompiled<typeof import('./main.images')>(join(__dirname, 'main.images.js'));
  const withoutRules = [...images.exports.imageCommands(), languageServer];
  return withoutRules.some((command) => command.name === name)
    ? { commands: withoutRules, keep: images.keep }
    : { commands: [(await loadLint()).exports.lintCommand(threads), ...withoutRules] };
}

/** A thread that helps with many Dockerfiles. */
async function runAsThread(): Promise<void> {
  (await loadLint()).exports.helpToLint();
}

function loadLint() {
  return loadCompiled<typeof import('./main.lint')>(lintScript);
}
