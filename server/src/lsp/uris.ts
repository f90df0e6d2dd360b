/** An address without escapes; clients escape different characters, so that addresses are compared like this. */
export function decodedUri(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

/** The longest of some folders that a document lies in, without a slash at its end; undefined when it lies in none. */
export function folderAround(uri: string, folders: readonly string[]): string | undefined {
  return folders
    .map((each) => each.replace(/\/$/, ''))
    .filter((each) => uri.startsWith(`${each}/`))
    .sort((a, b) => b.length - a.length)[0];
}
