// Parsing and linting, all recommended rules on, against the validator of dockerfile-language-service.
import { createRequire } from 'node:module';
import { dockerfileOf } from './dockerfiles.mjs';
import { alternate, line, ms, times } from './measure.mjs';

const sizes = [10, 100, 1000, 10000];

export async function benchLint({ lintText }) {
  const { DockerfileLanguageServiceFactory } = createRequire(import.meta.url)('dockerfile-language-service');
  const peer = DockerfileLanguageServiceFactory.createLanguageService();
  console.log('Parse and lint: Strata beside dockerfile-language-service validate()\n');

  // Both are warmed up on the middle size, as in an editor that has been open for a while.
  const warm = dockerfileOf(100);
  for (let i = 0; i < 300; i++) {
    lintText(warm);
  }
  for (let i = 0; i < 30; i++) {
    peer.validate(warm);
  }

  const medians = new Map();
  for (const size of sizes) {
    const text = dockerfileOf(size);
    const rounds = size >= 10000 ? 5 : size >= 1000 ? 15 : 51;
    // One call of ours takes too little time for the clock: several are measured together.
    const repeat = size >= 10000 ? 1 : size >= 1000 ? 5 : 20;
    const { strata, validate } = await alternate(
      {
        strata: () => {
          for (let i = 0; i < repeat; i++) {
            lintText(text);
          }
        },
        validate: () => peer.validate(text),
      },
      { rounds, warmup: 3 },
    );
    const ours = strata / repeat;
    medians.set(size, ours);
    line(`${size} lines: Strata`, ms(ours), size === 100 ? '1 ms or less' : '', size === 100 ? ours <= 1 : undefined);
    line(`${size} lines: validate`, ms(validate), '');
    const ratio = validate / ours;
    line(
      `${size} lines: times faster`,
      times(ratio),
      size === 1000 ? 'at least 20' : '',
      size === 1000 ? ratio >= 20 : undefined,
    );
  }
  const growth = medians.get(10000) / medians.get(1000) / 10;
  line('10,000 lines against ten times 1,000 lines', times(growth), 'linear: at most 1.5', growth <= 1.5);
  console.log('');
}
