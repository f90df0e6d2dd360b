/** Keeps the values that were used last; others are made again when they are wanted. */
export class RecentlyUsed<Key, Value> {
  private readonly values = new Map<Key, Value>();
  private weight = 0;

  /** What is kept weighs no more than `capacity`, where everything weighs 1 unless `weigh` says otherwise. */
  constructor(
    private readonly capacity: number,
    private readonly weigh: (key: Key, value: Value) => number = () => 1,
  ) {}

  /** The value of a key, from `make` when it is not kept. */
  get(key: Key, make: () => Value): Value {
    return this.keep(key, this.values.get(key) ?? make());
  }

  /** The value of a key where it is kept. */
  find(key: Key): Value | undefined {
    const known = this.values.get(key);
    return known === undefined ? undefined : this.keep(key, known);
  }

  keep(key: Key, value: Value): Value {
    // A map keeps the order of insertion: what is used goes to the end, what is at the start goes first.
    this.forget(key);
    this.values.set(key, value);
    this.weight += this.weigh(key, value);
    for (const oldest of this.values.keys()) {
      if (this.weight <= this.capacity) {
        break;
      }
      this.forget(oldest);
    }
    return value;
  }

  private forget(key: Key): void {
    const value = this.values.get(key);
    if (value !== undefined) {
      this.values.delete(key);
      this.weight -= this.weigh(key, value);
    }
  }
}
