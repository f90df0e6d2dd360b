/** A size for people, in decimal units as Docker shows them: `512 B`, `24.1 MB`. */
export function sizeText(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  // What rounds to a thousand is shown in the next unit.
  while (value >= (unit === 0 ? 1000 : 999.5) && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const text = unit === 0 ? String(value) : value.toPrecision(3);
  return `${bytes < 0 ? '\u2212' : ''}${text} ${units[unit]}`;
}

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** A number of bytes in full, with separators: `24,100,000 bytes`. */
export function exactBytes(bytes: number): string {
  return `${countText(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;
}

/** A number with separators for thousands. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A share as a whole percentage; what is there but less than one says so. */
export function percentText(share: number): string {
  return share > 0 && share < 0.005 ? '<1 %' : `${Math.round(share * 100)} %`;
}

/** `1 file`, `2 files`. */
export function counted(count: number, one: string, many: string): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}
