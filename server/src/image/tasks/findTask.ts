import { type FoundPaths, findPaths } from '../search/findPaths';
import { foundSummary, foundView } from '../view/foundView';
import { type ImageTask, pageOf } from './task';

/** Finds names in all layers. */
export const findTask: ImageTask<'find'> = async ({ image, stack, cancel, results }, params) => {
  const { pattern, kind, matchCase } = params;
  const key = JSON.stringify(['find', image.index, pattern, kind, matchCase]);
  const known = results.find(key) as FoundPaths | undefined;
  const found = known ?? findPaths(stack, { pattern, kind, matchCase }, cancel);
  if ('problem' in found) {
    return { kind: 'problem', message: found.problem };
  }
  results.keep(key, found);
  return {
    kind: 'page',
    rows: pageOf(found.rows, params).map((row) => foundView(stack, row)),
    total: found.rows.length,
    summary: foundSummary(found),
  };
};
