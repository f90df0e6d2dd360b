/** Keeps the values that were used last; others are made again when they are wanted. */
export class RecentlyUsed<Key, Value> {
  private readonly values = new Map<Key, Value>();

  constructor(private readonly capacity: number) {}

  /** The value of a key, from `make` when it is not kept. */
  get(key: Key, make: () => Value): Value {
    const known = this.values.get(key);
    const value = known ?? make();
    // A map keeps the order of insertion: what is used goes to the end, what is at the start goes first.
    this.values.delete(key);
    this.values.set(key, value);
    if (this.values.size > this.capacity) {
      this.values.delete(this.values.keys().next().value!);
    }
    return value;
  }
}
