/** Variables that BuildKit sets itself; in a stage most need an `ARG` of that name first. */
export const platformVariables: Readonly<Record<string, string>> = {
  TARGETPLATFORM: 'Platform that is built for, such as `linux/arm64`.',
  TARGETOS: 'Operating system that is built for, such as `linux`.',
  TARGETOSVERSION: 'Version of the operating system that is built for; mostly empty.',
  TARGETARCH: 'Processor architecture that is built for, such as `amd64` or `arm64`.',
  TARGETVARIANT: 'Variant of the architecture that is built for, such as `v7`; mostly empty.',
  TARGETSTAGE: 'Name of the stage that the build gives out; `default` when none was named.',
  BUILDPLATFORM: 'Platform of the machine that builds, such as `linux/amd64`.',
  BUILDOS: 'Operating system of the machine that builds.',
  BUILDOSVERSION: 'Version of the operating system that builds; mostly empty.',
  BUILDARCH: 'Processor architecture of the machine that builds, such as `amd64`.',
  BUILDVARIANT: 'Variant of the architecture that builds; mostly empty.',
};

/** Build arguments that configure BuildKit. */
export const builtInArguments: Readonly<Record<string, string>> = {
  BUILDKIT_BUILD_NAME: 'Name of the build in the history of the builder.',
  BUILDKIT_CACHE_MOUNT_NS: 'Prefix of the `id` of all cache mounts, to keep them apart from those of other builds.',
  BUILDKIT_CONTEXT_KEEP_GIT_DIR: 'Keeps the `.git` folder when the build context is a Git repository.',
  BUILDKIT_DOCKERFILE_CHECK: 'Replaces the `check` directive of the file.',
  BUILDKIT_INLINE_CACHE: 'Writes what is needed to reuse the layers as a cache into the image.',
  BUILDKIT_MULTI_PLATFORM: 'Gives the output the shape for several platforms even with a single one.',
  BUILDKIT_SANDBOX_HOSTNAME: 'Host name that `RUN` commands see; `buildkitsandbox` by default.',
  BUILDKIT_SBOM_SCAN_CONTEXT: 'Includes the build context in the scan for the bill of materials.',
  BUILDKIT_SBOM_SCAN_STAGE: 'Includes the layers of this stage in the scan for the bill of materials.',
  BUILDKIT_SYNTAX: 'Replaces the `syntax` directive of the file.',
  SOURCE_DATE_EPOCH: 'Unix time, in seconds, for the creation date of the image and optionally of its files.',
};

/** Proxy settings: passed to `RUN` when given with `--build-arg`, even undeclared; upper or lower case. */
export const proxyVariables: ReadonlySet<string> = new Set([
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'FTP_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
]);

/** What the modifier of `${name<modifier>word}` does. */
export const modifierDocs: Readonly<Record<string, string>> = {
  ':-': 'the value, or the text behind it when the variable is unset or empty',
  '-': 'the value, or the text behind it when the variable is unset',
  ':+': 'the text behind it when the variable is set and not empty, else nothing',
  '+': 'the text behind it when the variable is set, else nothing',
  ':?': 'the value; the build fails with the text behind it when the variable is unset or empty',
  '?': 'the value; the build fails with the text behind it when the variable is unset',
  '#': 'the value without the shortest match of the pattern at its beginning (Dockerfile 1.7)',
  '##': 'the value without the longest match of the pattern at its beginning (Dockerfile 1.7)',
  '%': 'the value without the shortest match of the pattern at its end (Dockerfile 1.7)',
  '%%': 'the value without the longest match of the pattern at its end (Dockerfile 1.7)',
  '/': 'the value with the first match of the pattern replaced (Dockerfile 1.7)',
  '//': 'the value with every match of the pattern replaced (Dockerfile 1.7)',
};
