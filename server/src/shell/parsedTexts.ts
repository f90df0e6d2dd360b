import { type ParsedScript, parse } from 'unbash';

/**
 * Parses a script, or hands out the tree that was made of the same text before: while somebody types, all scripts of a
 * Dockerfile but one stay as they are, and Dockerfiles of one project have many in common. Nobody may change the tree.
 * The trees of the texts that were asked for last are kept, of `mostKept` UTF-16 units together.
 */
export function parseText(text: string): ParsedScript {
  const known = trees.get(text);
  if (known) {
    trees.delete(text);
    trees.set(text, known);
    return known;
  }
  // A copy: the tree holds parts of its text, and parts of a Dockerfile's text would hold all of that.
  const own = ` ${text}`.slice(1);
  const tree = parse(own);
  if (own.length <= mostKept / 8) {
    trees.set(own, tree);
    kept += own.length;
    for (const [oldest] of trees) {
      if (kept <= mostKept) {
        break;
      }
      trees.delete(oldest);
      kept -= oldest.length;
    }
  }
  return tree;
}

const mostKept = 30_000;
const trees = new Map<string, ParsedScript>();
let kept = 0;
