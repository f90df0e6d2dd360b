/**
 * True for the file names that Docker users give to Dockerfiles: `Dockerfile`, `Dockerfile.*`, `*.Dockerfile` and
 * the same with `Containerfile`, in any case. Ignore files such as `Dockerfile.dockerignore` are none, nor are
 * templates, texts about Dockerfiles and what editors leave (`Dockerfile.j2`, `Dockerfile.md`, `Dockerfile.orig`),
 * nor programs such as `dockerfile.go`; a capital makes that the Dockerfile of a program in Go.
 */
export function isDockerfileName(name: string): boolean {
  return (
    /^(?:docker|container)file(?:\..+)?$|\.(?:docker|container)file$/i.test(name) &&
    !isIgnoreFileName(name) &&
    !templateOrText.test(name) &&
    !program.test(name)
  );
}

const templateOrText =
  /\.(?:te?mpl(?:ate)?|tpl|j2|jinja2?|erb|mustache|hbs|ejs|m4|in|md|markdown|rst|adoc|html?|json|ya?ml|orig|rej|bak|sw[op]|diff|patch)$|~$/i;
const program =
  /^(?:docker|container)file\.(?:go|[cm]?[jt]sx?|py|rb|rs|java|kt|scala|swift|cs|[ch](?:pp|c)?|php|pl|lua|vim|el|sh|ps1)$/;

/** True for `.dockerignore`, `.containerignore` and the ones of a single Dockerfile, such as `Dockerfile.dockerignore`. */
export function isIgnoreFileName(name: string): boolean {
  return /\.(?:docker|container)ignore$/i.test(name);
}
