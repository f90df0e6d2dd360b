/** Installed packages are kept below a folder that no path of a script can name, one node for each. */
const registry = '/\uE015';

/** The place of a package in the virtual file system. */
export function packagePath(manager: string, name: string): string {
  return `${registry}/${manager}/${name.replaceAll('/', '\u2215')}`;
}

/** True for the path of an installed package. */
export function isPackagePath(path: string): boolean {
  return path.charCodeAt(1) === 0xe015;
}

/** The name of the package that such a path stands for. */
export function packageOfPath(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replaceAll('\u2215', '/');
}
