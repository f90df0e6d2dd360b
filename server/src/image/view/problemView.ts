import type { ProblemView } from '../../protocol/images';
import type { ImageProblem } from '../problems';
import { shownText } from './text';

/** Problems as the layer view shows them: errors first, equal ones once. */
export function problemViews(problems: readonly ImageProblem[]): ProblemView[] {
  const seen = new Set<string>();
  const views: ProblemView[] = [];
  for (const severity of ['error', 'warning', 'info'] as const) {
    for (const problem of problems) {
      const key = `${problem.code} ${problem.message}`;
      if (problem.severity === severity && !seen.has(key)) {
        seen.add(key);
        views.push({ severity, code: problem.code, message: shownText(problem.message) });
      }
    }
  }
  return views;
}
