/**
 * The command that does to a file what a function of another language does: moves or copies it, changes its mode or owner,
 * or writes what is in it anew.
 */
export function commandOnFile(
  before: string,
  [path, second]: readonly string[],
  after: string,
  script: string,
): readonly string[] | undefined {
  if (path === undefined) {
    return undefined;
  }
  if (second !== undefined && moves.test(before)) {
    return ['mv', path, second];
  }
  if (second !== undefined && copies.test(before)) {
    return ['cp', '-r', path, second];
  }
  if (removes.test(before)) {
    return ['rm', '-rf', path, ...(second === undefined ? [] : [second])];
  }
  if (changesMetadata.test(before)) {
    const mode = /^\s*,\s*(?:0o?)([0-7]{3,4})\b/.exec(after)?.[1];
    const [, user, group] = /^\s*,\s*(\d+)\s*,\s*(\d+)\s*\)/.exec(after) ?? [];
    return mode ? ['chmod', mode, path] : user ? ['chown', `${user}:${group}`, path] : undefined;
  }
  // How much is written does not matter: a file of an earlier layer is replaced, and one that is not there stays small.
  return writesAnew(before, second, after) ? ['ex', path] : commandOfPath(before, path, after, script);
}

const moves = /\b(rename(s|Sync)?|os\.replace|shutil\.move|move|FileUtils\.mv)\s*\(?\s*$/;
const copies = /\b(copy(2|file|tree)?|copyFileSync|cpSync|FileUtils\.cp(_r)?)\s*\(\s*$/;
/** Perl, Ruby and the promises of Node; what Python calls is known to who asks here. */
const removes =
  /(\bunlink\s+|\b(File\.(delete|unlink)|FileUtils\.rm(_f|_r)?)\s*\(?\s*|\b(fsp?|fsPromises|promises)\.(rm|unlink)\s*\(\s*)$/;
const changesMetadata = /\b(os\.l?ch(mod|own)|ch(mod|own)Sync)\s*\(\s*$/;
const writing = /^([wax]|r\+)/;

function writesAnew(before: string, mode: string | undefined, after: string): boolean {
  if (/\bopen\s*\(\s*$/.test(before)) {
    return writing.test(mode ?? '');
  }
  if (/\b(write|append)FileSync\s*\(\s*$/.test(before)) {
    return true;
  }
  if (/\bfileinput\.\w+\s*\(\s*(files\s*=\s*)?\[?$/.test(before)) {
    return /\binplace\s*=\s*(True|1)\b/.test(after);
  }
  return false;
}

/** What `Path('/file')` is asked to do, at once or by the variable that it is given to. */
function commandOfPath(before: string, path: string, after: string, script: string): readonly string[] | undefined {
  const [isPath, variable] = /(?:\b(\w+)\s*=\s*)?(?:\b\w+\.)?\bPath\s*\(\s*$/.exec(before) ?? [];
  if (isPath === undefined) {
    return undefined;
  }
  const methods = /^\s*\)\./.test(after)
    ? [after.replace(/^\s*\)\./, '')]
    : variable === undefined
      ? []
      : script.split(new RegExp(`\\b${variable}\\.`)).slice(1);
  for (const method of methods) {
    const target = /^(?:rename|replace)\(\s*(?:[\w.]*Path\(\s*)?["']([^"'\n]+)/.exec(method)?.[1];
    const mode = /^chmod\(\s*0o?([0-7]{3,4})\b/.exec(method)?.[1];
    if (target !== undefined || mode !== undefined) {
      return target === undefined ? ['chmod', mode!, path] : ['mv', path, target];
    }
    if (/^(write_(text|bytes)\(|open\(\s*["']([wax]|r\+))/.test(method)) {
      return ['ex', path];
    }
  }
  return undefined;
}
