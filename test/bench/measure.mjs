// Small helpers of the benchmarks: medians, because machines are noisy, and ratios, because absolute times lie.

/**
 * The environment for programs that are measured: without the variable by which some machines have every Node read a
 * file of certificates before it does anything, which takes as long as the whole start.
 */
export const { NODE_EXTRA_CA_CERTS: _, ...ordinaryEnvironment } = process.env;

/** The median of an array of numbers. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs the given functions in turn, so that a slow moment of the machine hits all of them, and returns the median
 * of milliseconds for each name. Each turn is `block` runs in a row of which the first is not counted when there
 * are several: it sweeps up the rubbish of the one before. The first `warmup` rounds are not counted either.
 */
export async function alternate(contestants, { rounds, warmup, block = 1 }) {
  const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < rounds + warmup; round++) {
    for (const [name, run] of Object.entries(contestants)) {
      for (let n = 0; n < block; n++) {
        const start = performance.now();
        await run();
        if (round >= warmup && (n > 0 || block === 1)) {
          times[name].push(performance.now() - start);
        }
      }
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

const rows = [];

/** Prints one measured line and remembers it; `limit` is the budget that the line stands for. */
export function line(what, value, limit, met) {
  rows.push({ what, value, limit, met });
  console.log(`${met === undefined ? '  ' : met ? 'ok' : '!!'}  ${what.padEnd(66)} ${value.padStart(26)}   ${limit}`);
}

/** Prints how many budgets were met; true when all were. */
export function summary() {
  const judged = rows.filter((row) => row.met !== undefined);
  const met = judged.filter((row) => row.met).length;
  console.log(`\n${met} of ${judged.length} budgets met`);
  return met === judged.length;
}

/** Milliseconds for people: three significant digits. */
export function ms(value) {
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} ms`;
}

export function times(value) {
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(3)} x`;
}
