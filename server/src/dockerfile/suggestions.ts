import { editDistance } from '../text/closestName';

/** The candidate that a misspelt word is nearest to: fewer than three letters added, dropped, changed or swapped; undefined when there is none. Cases count. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = 3;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) < bestDistance) {
      const distance = editDistance(word, candidate);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
  }
  return best;
}
