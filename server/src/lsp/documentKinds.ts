import { hadolintFileNames, strataFileName } from '../config/places';
import { isDockerfileName, isIgnoreFileName } from '../features/dockerfileNames';

/** Language ids with which editors say that they do not know a file; then its name decides. */
const unknownLanguages: ReadonlySet<string> = new Set(['', 'plaintext', 'text', 'docker', 'containerfile']);

const schemes: ReadonlySet<string> = new Set(['file', 'untitled', 'vscode-vfs']);

/** True for the documents that this server answers for: Dockerfiles in files, unsaved editors and virtual workspaces. */
export function isDockerfile(uri: string, languageId: string): boolean {
  const name = fileNameOf(uri);
  if (!schemes.has(schemeOf(uri)) || isIgnoreFileName(name)) {
    return false;
  }
  return languageId === 'dockerfile' || (unknownLanguages.has(languageId) && isDockerfileName(name));
}

/** The names of files whose unsaved text in the editor counts as configuration. */
export const configurationFileNames: readonly string[] = [strataFileName, ...hadolintFileNames];

/** True for the configuration files of a folder, which count as they stand in the editor. */
export function isConfigurationFile(uri: string): boolean {
  return schemeOf(uri) === 'file' && configurationFileNames.includes(fileNameOf(uri));
}

function schemeOf(uri: string): string {
  return uri.slice(0, Math.max(uri.indexOf(':'), 0)).toLowerCase();
}

function fileNameOf(uri: string): string {
  const path = uri.replace(/[?#].*$/s, '');
  const name = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
