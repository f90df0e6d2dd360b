import type { DockerfileModel } from './model';

/**
 * Makes a function that works something out of a model when it is asked for the first time. What it found is kept in the
 * model and goes with it: in a WeakMap it would stay until V8 collects all garbage, and until then be copied about.
 */
export function oncePerModel<Result extends object>(
  workOut: (model: DockerfileModel) => Result,
): (model: DockerfileModel) => Result {
  return (model) => {
    const found = model.derived.get(workOut);
    if (found) {
      return found as Result;
    }
    const result = workOut(model);
    model.derived.set(workOut, result);
    return result;
  };
}
