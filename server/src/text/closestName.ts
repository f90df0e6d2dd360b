/**
 * The name that someone probably meant: the one with the smallest edit distance to `written`, if that is below 3
 * (BuildKit's own limit for suggestions) and smaller than the length of what was written. Of equally near names the first.
 * Upper and lower case count as equal.
 */
export function closestName(written: string, names: Iterable<string>): string | undefined {
  const wanted = written.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.min(3, wanted.length);
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) < bestDistance) {
      const distance = editDistance(wanted, name.toLowerCase());
      if (distance < bestDistance) {
        best = name;
        bestDistance = distance;
      }
    }
  }
  return best;
}

/** The Levenshtein distance: how many units to insert, delete or replace to make one text of the other. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1);
      current.push(Math.min(replaced, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
