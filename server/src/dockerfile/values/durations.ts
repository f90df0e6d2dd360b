const unitLengths: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** The nanoseconds of a duration as Go writes them, such as `1m30s` or `500ms`; undefined when it is none. */
export function readDuration(value: string): number | undefined {
  const [, digits, unit] = /^(\d{1,6})(ms|s|m|h)$/.exec(value) ?? [];
  if (unit !== undefined) {
    return Number(digits) * unitLengths[unit]!;
  }
  const match = /^([+-]?)(.*)$/s.exec(value)!;
  const text = match[2]!;
  if (text === '0') {
    return 0;
  }
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) {
    return undefined;
  }
  let total = 0;
  for (const part of text.matchAll(/(\d*)(\.\d*)?([a-zµμ]+)/g)) {
    const length = unitLengths[part[3]!]!;
    const fraction = part[2] === undefined ? 0 : Math.trunc(Number(`0${part[2]}`) * length);
    total += Number(part[1]) * length + fraction;
  }
  // A Go duration is a signed number of 64 bits.
  return total >= 2 ** 63 ? undefined : match[1] === '-' ? -total : total;
}

/** What is wrong with a duration of HEALTHCHECK, undefined when BuildKit takes it. An empty one counts as not given. */
export function durationProblem(value: string): string | undefined {
  if (value === '') {
    return undefined;
  }
  const duration = readDuration(value);
  if (duration === undefined) {
    return `${value} is no duration; write a number with a unit, such as 30s, 1m30s or 500ms.`;
  }
  return duration !== 0 && duration < 1e6 ? `${value} is too short; a duration is 0 or at least 1ms.` : undefined;
}

/** What is wrong with the `--retries` of HEALTHCHECK, undefined when BuildKit takes it. An empty one counts as not given. */
export function retriesProblem(value: string): string | undefined {
  if (value === '') {
    return undefined;
  }
  if (!/^[+-]?\d+$/.test(value) || Number(value) > 2147483647) {
    return `${value} is no number of retries; write a whole number.`;
  }
  return Number(value) < 0 ? 'The number of retries cannot be negative.' : undefined;
}
