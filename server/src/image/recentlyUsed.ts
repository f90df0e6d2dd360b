/** Keeps the values that were used last; others are made again when they are wanted. */
export class RecentlyUsed<Key, Value> {
  private readonly values = new Map<Key, Value>();

  constructor(private readonly capacity: number) {}

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
    this.values.delete(key);
    this.values.set(key, value);
    if (this.values.size > this.capacity) {
      this.values.delete(this.values.keys().next().value!);
    }
    return value;
  }
}
