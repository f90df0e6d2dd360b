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

/** A list of such columns. */
export function listAt<Numbers extends Uint8Array | Float64Array>(
  { ends, items }: ListColumns<Numbers>,
  at: number,
): Numbers {
  return items.subarray(at === 0 ? 0 : ends[at - 1]!, ends[at]!) as Numbers;
}

/** True when a value from elsewhere is such columns, with items of that type and as many lists as `count` says. */
export function isListColumns<Numbers extends Uint8Array | Float64Array>(
  value: unknown,
  type: new (length: number) => Numbers,
  count?: number,
): value is ListColumns<Numbers> {
  const { ends, items } = (value ?? {}) as Partial<ListColumns<Numbers>>;
  return (
    ends instanceof Uint32Array &&
    items instanceof type &&
    (count === undefined || ends.length === count) &&
    ends.every((end, i) => end >= (i === 0 ? 0 : ends[i - 1]!)) &&
    (ends.at(-1) ?? 0) === items.length
  );
}
