// Parsing and linting, all recommended rules on, against the validator of dockerfile-language-service.
import { createRequire } from 'node:module';
import { dockerfileOf } from './dockerfiles.mjs';
import { alternate, line, ms, times } from './measure.mjs';

const sizes = [10, 100, 1000, 10000];

export async function benchLint({ lintText }) {
  const { DockerfileLanguageServiceFactory } = createRequire(import.meta.url)('dockerfile-language-service');
  const peer = DockerfileLanguageServiceFactory.createLanguageService();
  console.log('Parse and lint: Strata beside dockerfile-language-service validate()\n');

  const medians = new Map();
  for (const size of sizes) {
    const text = dockerfileOf(size);
    const { strata: ours, validate } = await alternate(
      { strata: () => lintText(text), validate: () => peer.validate(text) },
      size >= 10000 ? { rounds: 3, warmup: 1, block: 4 } : { rounds: 8, warmup: 4, block: size >= 1000 ? 8 : 40 },
    );
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
