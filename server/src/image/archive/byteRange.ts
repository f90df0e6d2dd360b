/** Passes on the bytes of a range of what is pushed through it, and says when there are no more. */
export class ByteRange {
  private at = 0;

  /** `to` is exclusive. */
  constructor(
    private readonly from: number,
    private readonly to: number,
    private readonly sink: (piece: Uint8Array) => void,
  ) {}

  push(piece: Uint8Array): void {
    const start = Math.max(0, this.from - this.at);
    const end = Math.min(piece.length, this.to - this.at);
    if (start < end) {
      this.sink(piece.subarray(start, end));
    }
    this.at += piece.length;
  }

  /** True when all of the range went through. */
  get satisfied(): boolean {
    return this.at >= this.to;
  }
}
