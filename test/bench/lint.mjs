// Parsing and linting, every rule on, also those off by default, against the validator of dockerfile-language-service.
import { createRequire } from 'node:module';
import { dockerfileOf } from './dockerfiles.mjs';
import { alternate, line, ms, times } from './measure.mjs';

const sizes = [10, 100, 1000, 10000];

/** The shapes of instructions, which is what `validate` looks for, and what stays in layers, which it does not. */
const shapesAndLayers = [
  'apk-cache-left-behind',
  'apt-lists-left-behind',
  'dnf-cache-left-behind',
  'instruction-before-from',
  'keyword-not-upper-case',
  'maintainer-deprecated',
  'missing-argument',
  'missing-from',
  'npm-cache-left-behind',
  'overridden-instruction',
  'pip-cache-left-behind',
  'removed-in-later-layer',
  'syntax-error',
  'unknown-instruction',
];

export async function benchLint({ lintText, ruleSetFor }) {
  const ruleSet = ruleSetFor({ select: shapesAndLayers });
  const everyRule = ruleSetFor({ select: ['all'] });
  const { DockerfileLanguageServiceFactory } = createRequire(import.meta.url)('dockerfile-language-service');
  const peer = DockerfileLanguageServiceFactory.createLanguageService();
  console.log('Parse and lint: Strata beside dockerfile-language-service validate()\n');

  for (const size of sizes) {
    const text = dockerfileOf(size);
    const medianOf = await alternate(
      {
        all: () => lintText(text, { ruleSet: everyRule }),
        shapes: () => lintText(text, { ruleSet }),
        validate: () => peer.validate(text),
      },
      turnsFor(size),
    );
    const isHundred = size === 100;
    line(`${size} lines: Strata, all rules`, ms(medianOf.all), ...budget(isHundred, '1 ms or less', medianOf.all <= 1));
    line(`${size} lines: Strata, shapes and layer caches`, ms(medianOf.shapes), '');
    line(`${size} lines: validate`, ms(medianOf.validate), '');
    const ratio = medianOf.validate / medianOf.shapes;
    line(`${size} lines: all rules, times faster`, times(medianOf.validate / medianOf.all), '');
    const budgetOfRatio = budget(size === 1000, 'at least 20', ratio >= 20);
    line(`${size} lines: shapes and layer caches, times faster`, times(ratio), ...budgetOfRatio);
  }
  await benchGrowth((text) => lintText(text, { ruleSet: everyRule }));
  console.log('');
}

/** Warm means that V8 has optimized what is called: with a small file that takes some thousand calls of each. */
function turnsFor(size) {
  if (size >= 10000) {
    return { rounds: 3, warmup: 1, block: 4 };
  }
  return size >= 1000 ? { rounds: 8, warmup: 4, block: 8 } : { rounds: 8, warmup: 60, block: 40 };
}

/**
 * One file of 10,000 lines beside ten of 1,000 whose results are kept as well, so that both leave as much behind
 * for the garbage collector.
 */
async function benchGrowth(lint) {
  const large = dockerfileOf(10000);
  const small = dockerfileOf(1000);
  const medianOf = await alternate(
    { one: () => lint(large), ten: () => Array.from({ length: 10 }, () => lint(small)) },
    { rounds: 8, warmup: 2, block: 3 },
  );
  const growth = medianOf.one / medianOf.ten;
  line('10,000 lines against ten files of 1,000 lines', times(growth), 'linear: at most 1.5', growth <= 1.5);
}

/** The last two arguments of `line`: a budget where there is one. */
function budget(applies, limit, met) {
  return applies ? [limit, met] : ['', undefined];
}
