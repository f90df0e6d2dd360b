// Whole processes, measured from outside: wall clock, processor time, memory.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, ordinaryEnvironment } from './measure.mjs';

const timeProgram = '/usr/bin/time';

/**
 * Runs a program to its end and returns milliseconds by the clock and of processors (NaN where GNU time is not
 * installed), and the most memory that it had, in bytes. `allowed` exit codes are fine. With `patience` in
 * milliseconds a program that takes longer is ended; its figures are what it had taken by then.
 */
export async function runTimed(command, { allowed = [0], env = {}, patience = 0 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'strata-bench-'));
  const report = join(folder, 'time');
  const [program, ...args] = existsSync(timeProgram)
    ? [timeProgram, '-f', '%U %S %M', '-o', report, ...command]
    : command;
  const start = performance.now();
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...ordinaryEnvironment, ...env },
    detached: patience > 0,
  });
  let complaint = '';
  child.stderr.on('data', (piece) => {
    complaint += piece;
  });
  const timer = patience > 0 ? setTimeout(() => process.kill(-child.pid, 'SIGINT'), patience) : undefined;
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearTimeout(timer);
  const wall = performance.now() - start;
  const isLate = patience > 0 && wall >= patience;
  if (!isLate && !allowed.includes(code)) {
    throw new Error(`${command.join(' ')} ended with ${code}: ${complaint.slice(-500)}`);
  }
  const figures = existsSync(report)
    ? readFileSync(report, 'utf8').trim().split('\n').at(-1).split(' ').map(Number)
    : [];
  rmSync(folder, { recursive: true });
  const [user = Number.NaN, system = Number.NaN, kilobytes = Number.NaN] = figures;
  return { wall, processor: (user + system) * 1000, bytes: kilobytes * 1024, isLate };
}

/** Runs all programs in turn, some rounds of them, and returns the medians of each. */
export async function alternateProcesses(contestants, rounds) {
  const results = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contestants)) {
      results[name].push(await run());
    }
  }
  const medianOf = (list, field) => median(list.map((each) => each[field]));
  return Object.fromEntries(
    Object.entries(results).map(([name, list]) => [
      name,
      { wall: medianOf(list, 'wall'), processor: medianOf(list, 'processor'), bytes: medianOf(list, 'bytes') },
    ]),
  );
}
