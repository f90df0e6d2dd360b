import type { InstructionDoc } from './docs';

/** The instructions that write files: each makes a layer. */
export const fileDocs: Readonly<Record<'ADD' | 'COPY' | 'RUN' | 'WORKDIR', InstructionDoc>> = {
  RUN: {
    summary:
      'Runs a command at build time, on top of everything above, and keeps the files that it created, changed or deleted as a new layer.',
    forms: [
      'RUN [flags] <command>                  # shell form',
      'RUN [flags] ["program", "argument"]    # exec form: no shell',
      'RUN [flags] <<EOF                      # script, up to EOF',
    ],
    example: [
      'RUN apt-get update \\',
      ' && apt-get install -y --no-install-recommends curl \\',
      ' && rm -rf /var/lib/apt/lists/*',
    ].join('\n'),
    layer: 'layer',
    cost:
      'Layers are read-only and stacked. Deleting a file of a lower layer only writes a *whiteout* that hides it; its bytes stay in the image. ' +
      'Changing one byte, the mode or the owner of such a file stores all of it again. So download, use and clean up in the **same** `RUN`.',
    notes: [
      'The instruction runs again only when its text, a variable that it can see, a mounted file or something above has changed. An `apt-get update` alone on its line is therefore soon out of date.',
      'Each `RUN` starts a fresh shell: `cd`, `export` and background processes do not reach the next one.',
      'In `a | b` only the exit status of `b` counts, unless the shell runs with `-o pipefail`.',
      'The exec form is JSON: double quotes only. Anything else becomes the shell form without a word.',
    ],
  },
  COPY: {
    summary: 'Copies files and folders from the build context, from another stage or from an image into a new layer.',
    forms: [
      'COPY [flags] <source>... <destination>',
      'COPY [flags] ["<source>", "<destination>"]    # with blanks',
      'COPY [flags] <<EOF <destination>              # text up to EOF',
    ],
    example: ['COPY package.json package-lock.json ./', 'RUN npm ci', 'COPY --chown=app:app . .'].join('\n'),
    layer: 'layer',
    cost:
      'The layer holds every copied file in full. A later `RUN chown` or `RUN chmod` stores the files a second time: use `--chown` and `--chmod` here. ' +
      'A later `RUN rm` frees nothing: leave files out with `.dockerignore` or `--exclude`.',
    notes: [
      'Sources are relative to the build context and cannot leave it. Of a folder its *contents* are copied, not the folder itself.',
      'A destination that ends in `/` is a folder; missing folders are created. A relative destination starts at the `WORKDIR`.',
      'Copy what changes seldom first: a changed file makes this and all following instructions run again.',
      'Files belong to root (0:0), whatever `USER` says, unless `--chown` is given.',
    ],
  },
  ADD: {
    summary:
      'Copies files into a new layer like `COPY`, and can also download from an address, fetch a Git repository and unpack a local tar archive.',
    forms: [
      'ADD [flags] <source>... <destination>',
      'ADD [flags] ["<source>", "<destination>"]          # with blanks',
      'ADD [flags] <address> <destination>               # downloads a file',
      'ADD [flags] <git repository>#<ref> <destination>  # clones',
    ],
    example: [
      'ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d \\',
      '    https://example.com/tool.tar.gz /tmp/tool.tar.gz',
    ].join('\n'),
    layer: 'layer',
    cost:
      'The layer holds everything that was added. A downloaded archive that a later `RUN` unpacks and deletes stays in this layer: ' +
      'download and unpack within one `RUN`, mount it from another stage, or use `--unpack`.',
    notes: [
      'A **local** archive (tar, also compressed with gzip, bzip2 or xz) is unpacked without asking, a downloaded one is not. `--unpack` decides either way.',
      'For plain files prefer `COPY`: it does what it says and nothing else.',
      'Downloads are fetched again to see whether they changed. With `--checksum` a changed file fails the build.',
    ],
  },
  WORKDIR: {
    summary:
      'Sets the working folder for the `RUN`, `CMD`, `ENTRYPOINT`, `COPY` and `ADD` that follow and for the container, and creates it when it is missing.',
    forms: ['WORKDIR <path>'],
    example: ['WORKDIR /srv/app', 'COPY . .'].join('\n'),
    layer: 'layer',
    cost: 'The layer holds at most the created folders, so it is next to nothing.',
    notes: [
      'A relative path starts at the previous `WORKDIR`, which may come from the base image. The first one in a stage is clearer when it is absolute.',
      'A created folder belongs to the `USER` in force.',
      'Variables set with `ENV` or `ARG` are replaced. `RUN cd` is no replacement: it ends with its own `RUN`.',
    ],
  },
};
