const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** True for an amount of memory that Docker reads: a number that is not negative, then an optional unit such as `k`, `MB` or `GiB`. */
export function isMemorySize(value: string): boolean {
  const match = /^(.*[0-9.]) ?([^0-9. ]{0,3})$/s.exec(value);
  if (!match || !decimal.test(match[1]!)) {
    return false;
  }
  const amount = Number(match[1]);
  return amount >= 0 && Number.isFinite(amount) && /^(?:b|[kmgtp](?:b|ib)?)?$/i.test(match[2]!);
}
