/** What hovers say of `RUN --mount`. */
export interface MountTypeDoc {
  readonly summary: string;
  readonly example: string;
  /** The keys that mean something for this type, with a short word on each. */
  readonly keys: Readonly<Record<string, string>>;
}

const from = 'stage, image or named context to take the files from';
const owner = { uid: 'user that owns it, 0 by default', gid: 'group that owns it, 0 by default' };
const write = { ro: 'read-only', readonly: 'same as `ro`', rw: 'may be written', readwrite: 'same as `rw`' };
const target = (what: string) => ({ target: what, dst: 'same as `target`', destination: 'same as `target`' });
const source = (what: string) => ({ source: what, src: 'same as `source`' });

/** By mount type; each has all keys that BuildKit takes for it, synonyms included. */
export const mountTypeDocs: Readonly<Record<string, MountTypeDoc>> = {
  bind: {
    summary:
      'Shows files of the build context, a stage or an image at the target, while the command runs. Read-only by default; with `rw` changes are thrown away afterwards.',
    example: 'RUN --mount=type=bind,source=package.json,target=package.json npm install',
    keys: {
      ...target('where the files appear; relative to the `WORKDIR`'),
      ...source('path in the build context or in `from`; its root by default'),
      from,
      ...write,
    },
  },
  cache: {
    summary:
      'Keeps a folder between builds, for caches of compilers and package managers. It stays on the builder and never gets into the image.',
    example: 'RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt',
    keys: {
      ...target('the folder that is kept; relative to the `WORKDIR`'),
      id: 'name of the cache; the target by default',
      sharing: '`shared` (default), `private` or `locked`',
      from: `${from}, as first content`,
      ...source('folder in `from` for the first content'),
      mode: 'permissions of a new cache folder, octal, 0755 by default',
      ...owner,
      ...write,
    },
  },
  tmpfs: {
    summary:
      'Mounts an empty folder in memory. What the command writes there is gone afterwards and never gets into the layer.',
    example: 'RUN --mount=type=tmpfs,target=/tmp make check',
    keys: { ...target('where the folder appears'), size: 'upper limit, such as `64m`', ...write },
  },
  secret: {
    summary:
      'Gives the command a secret, as a file or as a variable, without writing it into a layer or the history. It is passed with `docker build --secret`.',
    example: 'RUN --mount=type=secret,id=token,env=TOKEN ./download.sh',
    keys: {
      id: 'name of the secret; the file name of the target by default',
      ...source('same as `id`'),
      ...target('file in the container, `/run/secrets/<id>` by default'),
      env: 'variable that gets the secret; then no file is made unless `target` is given',
      required: 'fail the build when the secret is missing',
      mode: 'permissions, octal, 0400 by default',
      ...owner,
    },
  },
  ssh: {
    summary:
      'Gives the command access to the SSH agent of whoever builds, without any key reaching the image. It is passed with `docker build --ssh`.',
    example: 'RUN --mount=type=ssh git clone git@github.com:example/private.git',
    keys: {
      id: 'name of the agent, `default` by default',
      ...target('path of the socket'),
      required: 'fail the build when there is no agent',
      mode: 'permissions, octal, 0600 by default',
      ...owner,
    },
  },
};

/** One text per key, for the hover on the key itself. Synonyms have the same text. */
const targetKey = 'Where the mount appears in the container. A relative path starts at the `WORKDIR`.';
const sourceKey = 'What is mounted: a path in the build context or in `from`. For a secret it is another name of `id`.';
const readOnlyKey = 'The command can only read. The default for `bind`; written bare or with `=true` or `=false`.';
const readWriteKey =
  'The command can write. The default for `cache` and `tmpfs`; what is written to a `bind` mount is thrown away.';

export const mountKeyDocs: Readonly<Record<string, string>> = {
  type: 'The kind of mount: `bind` (default), `cache`, `tmpfs`, `secret` or `ssh`. Put it first: other keys are checked against it.',
  from: 'The stage (by name), image or named context whose files are mounted. Numbers of stages and variables are not allowed.',
  source: sourceKey,
  src: sourceKey,
  target: targetKey,
  dst: targetKey,
  destination: targetKey,
  ro: readOnlyKey,
  readonly: readOnlyKey,
  rw: readWriteKey,
  readwrite: readWriteKey,
  required: 'Fails the build when the secret or the agent was not passed. Without it the command runs without.',
  size: 'Upper limit of a `tmpfs` mount, in bytes or with a unit: `512m`, `1g`.',
  id: 'Names the cache, the secret or the agent. A cache with the same `id` is shared by all builds on the builder; its default is the target.',
  sharing:
    'What happens when builds use the cache at the same time: `shared` lets them all write, `locked` lets the second one wait (right for apt), `private` gives it a new cache.',
  mode: 'Permissions of the new file or folder, octal: 0755 for a cache, 0400 for a secret, 0600 for an SSH socket by default.',
  uid: 'Numeric user that owns the new file or folder; 0 (root) by default.',
  gid: 'Numeric group that owns the new file or folder; 0 (root) by default.',
  env: 'Puts the secret into this environment variable of the command. Without `target`, no file is made then. Since Dockerfile 1.10.',
};
