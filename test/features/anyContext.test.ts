import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDockerfile } from '../../server/src/dockerfile/parse';
import { withContext } from '../../server/src/features/contextFacts';
import { lintModel, ruleSetFor } from '../../server/src/features/diagnostics';
import { buildModel, modelInContext } from '../../server/src/model/model';
import { surveyed } from '../support/contexts';
import '../support/propertyRuns';

/** Parts of paths and patterns, also those that are never finished while somebody types. */
const parts = fc.array(
  fc.constantFrom(
    ...[
      'a',
      'b',
      '.',
      '..',
      '/',
      '*',
      '**',
      '?',
      '[',
      ']',
      '[^',
      '-',
      '\\',
      '"',
      '!',
      '$',
      '{',
      '}',
      ',',
      '~',
      'é',
      '😀',
    ],
    ...['app', 'sub/c.sh', 'setup.sh', '.env', 'a-z', '[a-b]*', '\\[', '$X', '#', ' '],
  ),
  { maxLength: 6 },
);
const path = parts.map((all) => all.join(''));

const instruction = fc
  .tuple(
    fc.constantFrom(
      ...[
        'COPY ',
        'COPY --parents ',
        'COPY --from=a ',
        'COPY --exclude=',
        'ADD ',
        'COPY [',
        'COPY ["',
        'ONBUILD COPY ',
      ],
      ...['RUN --mount=type=bind,source=', 'RUN rm -rf ', 'RUN ./', 'RUN cp -r ', 'RUN cat ', 'COPY <<E ', 'WORKDIR '],
      ...[
        'RUN --mount=type=bind,target=/m,source=. cp -r /m/',
        'RUN find . -name ',
        'RUN tar xf ',
        'COPY . /x/\nRUN rm ',
      ],
    ),
    path,
    fc.constantFrom(' ', ' /x/', ' /x/ /y', '", "/x/"]', '/* /y/', '\nE', ' .'),
  )
  .map((all) => all.join(''));

const file = fc.oneof(fc.nat(200_000), fc.constantFrom('#!/bin/sh\nrm -rf /x/*\n', '', 'cd [\n', '{"dependencies": {'));

it('any source, any ignore file and any files give findings', () => {
  const rules = ruleSetFor({ profile: 'strict' });
  fc.assert(
    fc.property(
      fc.array(instruction, { minLength: 1, maxLength: 5 }),
      fc.array(path, { maxLength: 4 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'app', 'sub/c.sh', 'setup.sh', '.env', '[', 'l@', 'a*', '\\'), file),
      (instructions, ignored, files) => {
        const model = buildModel(parseDockerfile(['FROM a AS a', ...instructions].join('\n')));
        const found = surveyed(model, { ...files, '.dockerignore': ignored.join('\n') });
        const options = withContext({ ruleSet: rules, facts: {} }, found);
        const { failures } = lintModel(modelInContext(model, options.context!), options);
        expect(failures).toEqual([]);
      },
    ),
  );
});

it('a class that is not finished is left alone, as while somebody types', () => {
  for (const source of ['[', '["a b', '[a', '[]', '[-', 'x[^', 'a\\']) {
    const model = buildModel(parseDockerfile(`FROM a\nCOPY ${source} /x/\n`));
    const options = withContext({ facts: {} }, surveyed(model, { app: 1 }));
    const { findings } = lintModel(modelInContext(model, options.context!), options);
    expect(findings.map(({ rule }) => rule)).not.toContain('missing-copy-source');
  }
});
