/** Arrays of numbers that are stored beside the JSON, as they are in memory. */
export type NumberArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/**
 * JSON that also carries maps and arrays of numbers: a map as `{ $map }`, an array as `{ $array }` with the number
 * that `keep` gives for it. For values of our own, in which no other object has such a member.
 */
export function toTaggedJson(value: unknown, keep: (array: NumberArray) => number): string {
  return JSON.stringify(value, function (this: Record<string, unknown>, name, converted) {
    // Some hosts' bytes convert themselves to JSON before they come here: the member is looked at instead.
    const each = this[name];
    if (each instanceof Map) {
      return { $map: [...each] };
    }
    return isNumberArray(each) ? { $array: keep(each) } : converted;
  });
}

/** What `toTaggedJson` was given, with the arrays of those numbers; undefined for a text that is no JSON. */
export function fromTaggedJson(text: string, arrays: readonly NumberArray[]): unknown {
  try {
    return JSON.parse(text, (_, each) => {
      if (Array.isArray(each?.$map)) {
        return new Map(each.$map);
      }
      return typeof each?.$array === 'number' ? arrays[each.$array] : each;
    });
  } catch {
    return undefined;
  }
}

function isNumberArray(value: unknown): value is NumberArray {
  return (
    value instanceof Uint8Array ||
    value instanceof Uint16Array ||
    value instanceof Uint32Array ||
    value instanceof Float64Array
  );
}
