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

  const medians = new Map();
  for (const size of sizes) {
    const text = dockerfileOf(size);
    const medianOf = await alternate(
      {
        all: () => lintText(text, { ruleSet: everyRule }),
        shapes: () => lintText(text, { ruleSet }),
        validate: () => peer.validate(text),
      },
      size >= 10000 ? { rounds: 3, warmup: 1, block: 4 } : { rounds: 8, warmup: 4, block: size >= 1000 ? 8 : 40 },
    );
    medians.set(size, medianOf.all);
    const isHundred = size === 100;
    line(`${size} lines: Strata, all rules`, ms(medianOf.all), ...budget(isHundred, '1 ms or less', medianOf.all <= 1));
    line(`${size} lines: Strata, shapes and layer caches`, ms(medianOf.shapes), '');
    line(`${size} lines: validate`, ms(medianOf.validate), '');
    const ratio = medianOf.validate / medianOf.shapes;
    line(`${size} lines: all rules, times faster`, times(medianOf.validate / medianOf.all), '');
    const budgetOfRatio = budget(size === 1000, 'at least 20', ratio >= 20);
    line(`${size} lines: shapes and layer caches, times faster`, times(ratio), ...budgetOfRatio);
  }
  const growth = medians.get(10000) / medians.get(1000) / 10;
  line('10,000 lines against ten times 1,000 lines', times(growth), 'linear: at most 1.5', growth <= 1.5);
  console.log('');
}

/** The last two arguments of `line`: a budget where there is one. */
function budget(applies, limit, met) {
  return applies ? [limit, met] : ['', undefined];
}
