import { absolute } from '../changes';
import type { Call } from '../machine';
import { anyText } from '../symbols';

/** Whether a project is known to need nothing from elsewhere: its manifest can be read and names no such thing. */
function needsNothing(call: Call, path: string, names: (manifest: string) => boolean): boolean {
  const manifest = call.state.files.textAt(absolute(call, path));
  return manifest !== undefined && !names(manifest);
}

/** A crate without dependencies. */
export function isLoneCrate(call: Call, manifest: string): boolean {
  return needsNothing(call, manifest, (text) => /^\s*\[(.*\bdependencies\b|workspace\b)/m.test(text));
}

/** A project of PHP that requires PHP and its extensions at most. */
export function isLoneComposerProject(call: Call, folder: string): boolean {
  return needsNothing(call, `${folder}/composer.json`, (text) =>
    /"require(-dev)?"\s*:\s*\{[^}]*"[\w.-]+\/[^"]+"\s*:/.test(text),
  );
}

/** A project of Ruby whose gems all lie in folders of their own. */
export function isLoneBundle(call: Call, gemfile: string): boolean {
  return needsNothing(call, gemfile, (text) =>
    text.split('\n').some((line) => /^\s*(gem|gemspec|eval_gemfile)\b/.test(line) && !/\bpath(:|\s*=>)/.test(line)),
  );
}

/** A module of Lua, given or the only one in the working directory, that needs Lua itself at most. */
export function isLoneRock(call: Call, given: string | undefined): boolean {
  const found = call.state.files
    .select(absolute(call, `${anyText}.rockspec`))
    .map(({ node }) => node.path)
    .filter((it) => it.endsWith('.rockspec'));
  const path = given ?? (found.length === 1 ? found[0] : undefined);
  return path !== undefined && needsNothing(call, path, (text) => rocksIn(text).some((it) => it !== 'lua'));
}

function rocksIn(rockspec: string): string[] {
  const lists = [...rockspec.matchAll(/\b(?:build_)?dependencies\s*=\s*\{([^}]*)\}/g)].map(([, list]) => list!);
  return lists.flatMap((list) => [...list.matchAll(/["']\s*([\w.-]+)/g)].map(([, name]) => name!));
}
