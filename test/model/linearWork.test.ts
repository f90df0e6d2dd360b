import { describe, expect, it } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';

const every = ruleSetFor({ select: ['all'] });

const units = (count: number, unit: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => unit(index)).join('\n');

/** Files whose instructions could each look at everything above them, by how many units they have. */
const texts: Readonly<Record<string, (count: number) => string>> = {
  'stages built from one another': (n) =>
    `FROM a:1 AS s0\n${units(n, (i) => `FROM s${i} AS s${i + 1}\nRUN apt-get update`)}`,
  'stages that hand on files and variables': (n) =>
    `FROM a:1 AS s0\n${units(n, (i) => `FROM s${i} AS s${i + 1}\nCOPY a${i} /x${i}\nENV A${i}=b`)}`,
  'stages that copy from one another': (n) =>
    `FROM a:1 AS s0\n${units(n, (i) => `FROM a:1 AS s${i + 1}\nCOPY --from=s${i} / /`)}`,
  'files written again and again': (n) => `FROM a:1\n${units(n, (i) => `COPY f${i} /d/f${i}\nRUN chown -R a /d`)}`,
  'files copied and changed': (n) => `FROM a:1\n${units(n, (i) => `COPY a${i} /x${i}\nRUN chmod +x /x${i}`)}`,
  'archives unpacked in one folder': (n) =>
    `FROM a:1\n${units(n, (i) => `ADD https://a/b${i}.tar.gz /x/\nRUN tar xf /x/b${i}.tar.gz`)}`,
  'folders within folders in one script': (n) =>
    `FROM a:1\nRUN true ${units(n, (i) => `&& cd d${i} && curl -O https://x/f${i} && tar xf f${i} && rm f${i} \\`)}\n`,
  'functions of one script': (n) => `FROM a:1\nRUN ${units(n, (i) => `f${i}() { curl -o /x${i} a; }; f${i}; \\`)}\n`,
  'variables that a shell is given': (n) => `FROM a:1\n${units(n, (i) => `ENV A${i}=$A${i - 1}\nRUN echo $A${i}`)}`,
};

/** How many entries of maps and arrays are handled while every rule looks at a text; copies of maps count wholly. */
function workOf(text: string): number {
  let work = 0;
  const { get, set, has } = Map.prototype;
  const { fill, includes, unshift } = Array.prototype;
  Object.assign(Map.prototype, {
    get(this: Map<unknown, unknown>, key: unknown) {
      work++;
      return get.call(this, key);
    },
    has(this: Map<unknown, unknown>, key: unknown) {
      work++;
      return has.call(this, key);
    },
    set(this: Map<unknown, unknown>, key: unknown, value: unknown) {
      work++;
      return set.call(this, key, value);
    },
  });
  const counted = (method: (...args: never[]) => unknown) =>
    function (this: unknown[], ...args: never[]): unknown {
      work += this.length;
      return method.apply(this, args);
    };
  const arrays = { fill: counted(fill), includes: counted(includes), unshift: counted(unshift) };
  for (const [name, value] of Object.entries(arrays)) {
    Object.defineProperty(Array.prototype, name, { value, configurable: true, writable: true });
  }
  try {
    const { failures } = lintText(text, { ruleSet: every });
    expect(failures).toEqual([]);
    return work;
  } finally {
    Object.assign(Map.prototype, { get, set, has });
    for (const [name, value] of Object.entries({ fill, includes, unshift })) {
      Object.defineProperty(Array.prototype, name, { value, configurable: true, writable: true });
    }
  }
}

describe('the work of all rules', () => {
  it.each(Object.entries(texts))('grows no faster than the text: %s', (_, text) => {
    const [size, larger] = [1_500, 3_000];
    expect(workOf(text(larger)) / workOf(text(size))).toBeLessThan(2.6);
  });
});

describe('a file that takes more steps than it may', () => {
  it('is told of up to an instruction', () => {
    const above = 'FROM debian:12\nRUN curl -o /tmp/a.tar.gz https://a/a.tar.gz\n';
    const costly = units(2_000, (i) => `COPY f${i} /d/f${i}\nRUN chown -R a /d`);
    const rulesAbove = (text: string) =>
      lintText(text, { ruleSet: every })
        .findings.filter(({ span }) => span.end <= above.length)
        .map(({ rule }) => rule);
    expect(rulesAbove(`${above}${costly}`)).toContain('temporary-files-left-behind');
  });
});
