/**
 * The name that someone probably meant: the one that is nearest to `written` by `editDistance`, if that is at most
 * `limit` and less than half of what was written. Of equally near names the first; upper and lower case count as equal.
 */
export function closestName(written: string, names: Iterable<string>, limit = 2): string | undefined {
  const wanted = written.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.min(limit, Math.floor((wanted.length - 1) / 2)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) < bestDistance) {
      const distance = editDistance(wanted, name.toLowerCase(), bestDistance - 1);
      if (distance < bestDistance) {
        best = name;
        bestDistance = distance;
      }
    }
  }
  return best;
}

/**
 * How many characters to insert, delete, replace or swap with their neighbour to make one text of the other; some number
 * above `most` where it takes more than that.
 */
export function editDistance(a: string, b: string, most = Number.POSITIVE_INFINITY): number {
  let leastBefore = 0;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(previous[j - 1]! + (same ? 0 : 1), previous[j]! + 1, current[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, beforePrevious[j - 2]! + 1);
      }
      current.push(cost);
      least = cost < least ? cost : least;
    }
    if (least > most && leastBefore >= most) {
      return least;
    }
    leastBefore = least;
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length]!;
}
