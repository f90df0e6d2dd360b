import type { FileTree } from './fileTree';

/** Rows of one folder, biggest first, a page at a time. */
export class BiggestFirst {
  private readonly rows: Uint32Array;
  /** How many rows from the start are in their final place. */
  private sorted = 0;
  private readonly compare: (a: number, b: number) => number;

  constructor(tree: FileTree, folder: number) {
    this.rows = tree.childrenOf(folder).slice();
    // Thousands of equal names are compared by their place in the archive, which usually is alphabetical too.
    const byName = this.rows.length <= smallFolder ? compareNames(tree) : (a: number, b: number) => a - b;
    this.compare = (a, b) => tree.bytesOf(b) - tree.bytesOf(a) || byName(a, b);
  }

  get total(): number {
    return this.rows.length;
  }

  /** The rows from `offset` on, at most `limit` of them. Of a large folder only as much is sorted as was asked for. */
  page(offset: number, limit: number): Uint32Array {
    const end = Math.min(this.rows.length, offset + limit);
    while (this.sorted < end) {
      this.sortMore(end);
    }
    return this.rows.subarray(Math.min(offset, end), end);
  }

  private sortMore(end: number): void {
    const { rows, sorted } = this;
    const left = rows.length - sorted;
    const wanted = Math.max(end - sorted, smallFolder);
    if (left <= 2 * wanted) {
      rows.subarray(sorted).sort(this.compare);
      this.sorted = rows.length;
      return;
    }
    select(rows, sorted, rows.length - 1, sorted + wanted - 1, this.compare);
    rows.subarray(sorted, sorted + wanted).sort(this.compare);
    this.sorted = sorted + wanted;
  }
}

const smallFolder = 2000;

/** Orders rows of one folder by the bytes of their names. */
export function compareNames({ paths, nodeOf }: FileTree): (a: number, b: number) => number {
  return (a, b) => compareBytes(paths.nameOf(nodeOf(a)), paths.nameOf(nodeOf(b))) || a - b;
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    if (a[i] !== b[i]) {
      return a[i]! - b[i]!;
    }
  }
  return a.length - b.length;
}

/** Moves what belongs before `k` before it and the rest behind it, in linear time on average (Hoare's selection). */
function select(
  rows: Uint32Array,
  from: number,
  to: number,
  k: number,
  compare: (a: number, b: number) => number,
): void {
  let left = from;
  let right = to;
  while (left < right) {
    const pivot = rows[(left + right) >>> 1]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (compare(rows[i]!, pivot) < 0) {
        i++;
      }
      while (compare(rows[j]!, pivot) > 0) {
        j--;
      }
      if (i <= j) {
        const row = rows[i]!;
        rows[i++] = rows[j]!;
        rows[j--] = row;
      }
    }
    if (k <= j) {
      right = j;
    } else if (k >= i) {
      left = i;
    } else {
      return;
    }
  }
}
