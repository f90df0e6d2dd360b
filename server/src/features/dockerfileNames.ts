/**
 * True for the file names that Docker users give to Dockerfiles: `Dockerfile`, `Dockerfile.*`, `*.Dockerfile` and
 * the same with `Containerfile`, in any case. Ignore files such as `Dockerfile.dockerignore` are none.
 */
export function isDockerfileName(name: string): boolean {
  return !isIgnoreFileName(name) && /^(?:docker|container)file(?:\..+)?$|\.(?:docker|container)file$/i.test(name);
}

/** True for `.dockerignore`, `.containerignore` and the ones of a single Dockerfile, such as `Dockerfile.dockerignore`. */
export function isIgnoreFileName(name: string): boolean {
  return /\.(?:docker|container)ignore$/i.test(name);
}
