// How every script here starts, runs other programs, ends them and reports what went wrong.
import { spawn } from 'node:child_process';

/** A failure with a sentence for the person at the keyboard; anything else that is thrown is a fault of ours. */
export class Complaint extends Error {}

const cleanups = new Set();

/**
 * Runs the body of a script: one line instead of a stack trace when it fails, and nothing left behind
 * when it is interrupted. `STRATA_DEBUG=1` shows stacks.
 * The exit code is what the body returns; `interrupted` is the one after Ctrl-C.
 */
export async function main(body, { interrupted = 130 } = {}) {
  let ending = false;
  for (const [signal, code] of [
    ['SIGINT', interrupted],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]) {
    process.on(signal, () => {
      ending = true;
      void cleanUp().then(() => process.exit(code));
    });
  }
  try {
    requireNode(20);
    const code = await body();
    if (!ending) {
      await cleanUp();
      process.exit(code ?? 0);
    }
  } catch (error) {
    // What fails while an interrupted script ends is a consequence of that.
    if (!ending) {
      await cleanUp();
      console.error(complaintText(error));
      process.exit(1);
    }
  }
}

/** Has `action` run once when the script ends, however it ends; returns a function that forgets it again. */
export function atEnd(action) {
  cleanups.add(action);
  return () => cleanups.delete(action);
}

/**
 * Runs a program to its end and returns `{ code, output }`.
 * `output` is `'show'` (passed through), `'keep'` (collected) or `'both'`; a program that cannot be started is a complaint.
 * With `check`, a complaint of this sentence and of the program's first line about an error is thrown when it does
 * not return 0; what it has said is shown before if `explain` is set.
 */
export function run(program, args, { cwd, env, output = 'keep', check, explain = false } = {}) {
  return new Promise((resolve, reject) => {
    // On Windows npm and code are command files, which only a shell can start.
    const shell = process.platform === 'win32' && !program.endsWith('.exe');
    const child = spawn(shell ? `"${program}"` : program, shell ? args.map((each) => `"${each}"`) : args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', output === 'show' ? 'inherit' : 'pipe', output === 'show' ? 'inherit' : 'pipe'],
      shell,
    });
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        chunks.push(chunk);
        if (output === 'both') {
          process.stdout.write(chunk);
        }
      });
    }
    const forget = atEnd(() => child.kill('SIGTERM'));
    child.on('error', (error) => {
      forget();
      reject(error.code === 'ENOENT' ? new Complaint(`${program} is not installed or not in the PATH.`) : error);
    });
    child.on('close', (code, signal) => {
      forget();
      const text = Buffer.concat(chunks).toString('utf8');
      if (check && code !== 0) {
        if (explain) {
          process.stderr.write(text);
        }
        reject(new Complaint(explain ? check : `${check} ${firstError(text)}`.trimEnd()));
      } else {
        resolve({ code: code ?? (signal ? 1 : 0), output: text });
      }
    });
  });
}

/** Runs npm, the one that started this script when there is one; the arguments are those of `run`. */
export function npm(args, options) {
  const path = process.env.npm_execpath;
  return path?.endsWith('.js') || path?.endsWith('.cjs')
    ? run(process.execPath, [path, ...args], options)
    : run('npm', args, options);
}

/**
 * Starts a program that stays, as the head of a process group of its own where the system has those.
 * `stop()` ends the whole group, first gently, after five seconds for good; this also happens when the script ends.
 */
export function startGroup(program, args, { cwd, env, stdio = 'ignore' } = {}) {
  const child = spawn(program, args, { cwd, env, stdio, detached: process.platform !== 'win32' });
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve({ error }));
    child.on('exit', (code, signal) => resolve({ code, signal }));
  });
  const stop = async () => {
    forget();
    if (child.pid === undefined) {
      return;
    }
    signalGroup(child, 'SIGTERM');
    for (let waited = 0; waited < 5000 && isGroupAlive(child); waited += 50) {
      await pause(50);
    }
    signalGroup(child, 'SIGKILL');
  };
  const forget = atEnd(stop);
  return { child, ended, stop };
}

/** A promise that is kept after so many milliseconds. */
export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function cleanUp() {
  const actions = [...cleanups];
  cleanups.clear();
  await Promise.allSettled(actions.map((action) => action()));
}

function signalGroup(child, signal) {
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // It is gone already.
  }
}

function isGroupAlive(child) {
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 0);
    return true;
  } catch {
    return false;
  }
}

function requireNode(major) {
  if (Number(process.versions.node.split('.')[0]) < major) {
    throw new Complaint(`Strata needs Node.js ${major} or newer; this is ${process.versions.node}.`);
  }
}

function complaintText(error) {
  if (process.env.STRATA_DEBUG) {
    return error?.stack ?? String(error);
  }
  const message = String(error?.message ?? error);
  return error instanceof Complaint
    ? `strata: ${message}`
    : `strata: ${message.split('\n')[0]} (STRATA_DEBUG=1 shows where)`;
}

/** The line that most likely says why, without npm's prefix and without its codes. */
function firstError(text) {
  const lines = text.split('\n').map((line) => line.trim());
  const errors = lines.filter((line) => /\berror\b/i.test(line)).map((line) => line.replace(/^npm (error|ERR!) ?/, ''));
  return (
    errors.find((line) => line !== '' && !/^(code|errno|syscall|path|command) /.test(line)) ??
    lines.findLast((line) => line !== '') ??
    ''
  );
}
