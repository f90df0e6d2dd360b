/** True for an amount of memory that Docker reads: a number that is not negative, then an optional unit such as `k`, `MB` or `GiB`. */
export function isMemorySize(value: string): boolean {
  const match = /^(.*[0-9.])(?: ?)([^0-9. ]{0,3})$/s.exec(value);
  if (!match || !/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(match[1]!) || Number(match[1]) < 0) {
    return false;
  }
  return /^(b|[kmgtp](b|ib)?)?$/i.test(match[2]!);
}
