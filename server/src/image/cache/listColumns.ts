import { resized } from '../columns';

/** Lists of numbers, one after the other in one array. */
export interface ListColumns<Numbers> {
  /** Where each list ends. */
  readonly ends: Uint32Array;
  readonly items: Numbers;
}

/** Puts lists of numbers into columns, up to a number of items. */
export class ListWriter<Numbers extends Uint8Array | Float64Array> {
  /** True when there was more than the columns may hold. */
  isFull = false;
  private count = 0;
  private ends = new Uint32Array(64);
  private length = 0;

  constructor(
    private items: Numbers,
    private readonly most: number,
  ) {}

  add(list: Numbers): void {
    const length = this.length + list.length;
    this.isFull ||= length > this.most;
    if (this.isFull) {
      return;
    }
    if (length > this.items.length) {
      this.items = resized(this.items, Math.max(1024, length * 2));
    }
    if (this.count === this.ends.length) {
      this.ends = resized(this.ends, this.count * 2);
    }
    this.items.set(list, this.length);
    this.length = length;
    this.ends[this.count++] = length;
  }

  columns(): ListColumns<Numbers> {
    return { ends: this.ends.subarray(0, this.count), items: this.items.subarray(0, this.length) as Numbers };
  }
}

/** Where a list begins among the items. */
export function startOf({ ends }: ListColumns<unknown>, at: number): number {
  return at === 0 ? 0 : ends[at - 1]!;
}

/** A list of such columns. */
export function listAt<Numbers extends Uint8Array | Float64Array>(columns: ListColumns<Numbers>, at: number): Numbers {
  return columns.items.subarray(startOf(columns, at), columns.ends[at]!) as Numbers;
}

/** True when a value from elsewhere is such columns, with items of that type and as many lists as `count` says. */
export function isListColumns<Numbers extends Uint8Array | Float64Array>(
  value: unknown,
  type: new (length: number) => Numbers,
  count?: number,
): value is ListColumns<Numbers> {
  const { ends, items } = (value ?? {}) as Partial<ListColumns<Numbers>>;
  const areColumns = ends instanceof Uint32Array && items instanceof type;
  return areColumns && (count === undefined || ends.length === count) && endsFill(ends, items.length);
}

/** True when lists that end so follow each other and have `length` items together. */
function endsFill(ends: Uint32Array, length: number): boolean {
  let before = 0;
  for (let i = 0; i < ends.length; i++) {
    const end = ends[i]!;
    if (end < before) {
      return false;
    }
    before = end;
  }
  return before === length;
}
