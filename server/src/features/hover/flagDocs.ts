import type { InstructionName } from '../../dockerfile/tree';
import type { FlagDoc } from './docs';

const copied: Readonly<Record<'chown' | 'chmod' | 'link' | 'exclude', Omit<FlagDoc, 'example'>>> = {
  chown: {
    form: '--chown=<user>[:<group>]',
    summary: 'Gives the files to this user and group, by name or by number. Without it they belong to root (0:0).',
    notes: [
      'Saves a whole copy: a `RUN chown` afterwards stores every file a second time in its own layer.',
      'Names are looked up in `/etc/passwd` and `/etc/group` of the stage; numbers always work, and are required with `--link`.',
    ],
  },
  chmod: {
    form: '--chmod=<mode>',
    summary: 'Sets the permissions of the files: octal (`755`), or symbolic (`u=rwX,go=rX`) since Dockerfile 1.14.',
    notes: ['Saves a whole copy: a `RUN chmod` afterwards stores every file a second time in its own layer.'],
  },
  link: {
    form: '--link[=true|false]',
    summary:
      'Puts the files into a layer of their own that does not depend on the layers below, so that it can be reused even when those have changed.',
    notes: [
      'With it the base image can be replaced without building this step again.',
      'The destination is written without looking at what is there: symbolic links in its path are replaced, not followed.',
      '`--chown` then needs numbers, and with `--chmod` the flag has no effect.',
    ],
  },
  exclude: {
    form: '--exclude=<pattern>',
    summary: 'Leaves out files that match the pattern, written as in `.dockerignore`. May be given several times.',
    notes: ['What is left out never reaches the layer. Deleting it later would only hide it.'],
  },
};

/** Every flag that BuildKit knows, by instruction. */
export const flagDocs: Readonly<Partial<Record<InstructionName, Readonly<Record<string, FlagDoc>>>>> = {
  FROM: {
    platform: {
      form: '--platform=<os>/<arch>[/<variant>]',
      summary: 'Takes the image for this platform instead of the one that is built for.',
      example: 'FROM --platform=$BUILDPLATFORM golang:1.24 AS build',
      notes: [
        '`$BUILDPLATFORM` runs the stage natively on the building machine: the fast way to cross-compile.',
        '`$TARGETPLATFORM` is the default anyway.',
      ],
    },
  },
  COPY: {
    from: {
      form: '--from=<stage>|<index>|<image>|<context>',
      summary: 'Copies from another build stage, an image or a named build context instead of the build context.',
      example: 'COPY --from=build /out/app /usr/local/bin/app',
      since: 'Docker 17.05',
      notes: [
        'Only what is copied reaches this image; the other layers of that stage are left behind. This is the best way to small images.',
        'Variables are not replaced here. Stages are numbered from 0, but a name survives when stages are moved.',
      ],
    },
    chown: { ...copied.chown, example: 'COPY --chown=app:app . /srv/app' },
    chmod: { ...copied.chmod, example: 'COPY --chmod=755 entrypoint.sh /usr/local/bin/' },
    link: { ...copied.link, example: 'COPY --link --from=build /out/ /' },
    exclude: { ...copied.exclude, example: 'COPY --exclude=*.md --exclude=test . /srv/app' },
    parents: {
      form: '--parents[=true|false]',
      summary:
        'Keeps the folders of the sources: `a/b/c.txt` arrives as `<destination>/a/b/c.txt` instead of `<destination>/c.txt`.',
      example: 'COPY --parents ./packages/*/package.json ./',
      notes: [
        'A `/./` in the source says where the kept part begins: `COPY --parents ./x/./y/z /d/` gives `/d/y/z`.',
        'Handy for monorepos: copy all `package.json` files in one step before installing.',
      ],
    },
  },
  ADD: {
    chown: { ...copied.chown, example: 'ADD --chown=1000:1000 rootfs.tar.gz /srv/' },
    chmod: { ...copied.chmod, example: 'ADD --chmod=755 https://example.com/tool /usr/local/bin/tool' },
    link: { ...copied.link, example: 'ADD --link https://example.com/data.json /data/' },
    exclude: { ...copied.exclude, example: 'ADD --exclude=docs https://github.com/example/project.git#v1.0 /src/' },
    checksum: {
      form: '--checksum=<digest>|<commit>',
      summary: 'Fails the build unless the download has this digest (`sha256:…`), or the Git reference is this commit.',
      example: 'ADD --checksum=sha256:24454f83… https://example.com/tool.tar.gz /tmp/',
      notes: ['Works with exactly one source, which has to be an HTTP(S) address or a Git repository.'],
    },
    'keep-git-dir': {
      form: '--keep-git-dir[=true|false]',
      summary: 'Keeps the `.git` folder of an added Git repository. Without it only the files are added.',
      example: 'ADD --keep-git-dir=true https://github.com/example/project.git#v1.0 /src',
      notes: ['The history often weighs more than the files; it becomes part of the layer.'],
    },
    unpack: {
      form: '--unpack[=true|false]',
      summary: 'Says whether tar archives are unpacked. By default local ones are and downloaded ones are not.',
      example: 'ADD --unpack=true https://example.com/tool.tar.gz /opt/tool',
      notes: ['Unpacking here keeps the archive itself out of every layer.'],
    },
  },
  RUN: {
    mount: {
      form: '--mount=type=<type>[,<key>=<value>...]',
      summary:
        'Gives this one command a cache, files from elsewhere, a temporary folder, a secret or an SSH agent. What is mounted does **not** become part of the layer.',
      example:
        'RUN --mount=type=cache,target=/root/.npm \\\n    --mount=type=secret,id=npmrc,target=/root/.npmrc \\\n    npm ci',
      notes: [
        'Types: `bind` (the default), `cache`, `tmpfs`, `secret`, `ssh`. Put `type` first and write no blanks.',
        'May be given several times.',
      ],
    },
    network: {
      form: '--network=default|none|host',
      summary:
        "Chooses the network of the command: the builder's own (`default`), no network at all (`none`), or that of the building machine (`host`).",
      example: 'RUN --network=none pip install --no-index --find-links=/wheels app',
      notes: [
        '`host` has to be allowed when building: `--allow network.host`.',
        '`none` proves that a step downloads nothing.',
      ],
    },
    security: {
      form: '--security=sandbox|insecure',
      summary: 'Runs the command in the usual sandbox, or with full privileges (`insecure`).',
      example: 'RUN --security=insecure ./needs-privileges.sh',
      notes: ['`insecure` has to be allowed when building: `--allow security.insecure`.'],
    },
    device: {
      form: '--device=<name>[,required[=true|false]]',
      summary: 'Makes a device of the building machine, such as a GPU, available to the command by its CDI name.',
      example: 'RUN --device=nvidia.com/gpu=all,required ./train.sh',
      notes: ['Without `required` the command also runs where there is no such device.'],
    },
  },
  HEALTHCHECK: {
    interval: {
      form: '--interval=<duration>',
      summary: 'The time between two checks, `30s` by default. The first check comes one interval after the start.',
      example: 'HEALTHCHECK --interval=1m30s CMD /healthy',
      notes: ['Durations are written as in `500ms`, `10s` or `1m30s`; 0 means the default.'],
    },
    timeout: {
      form: '--timeout=<duration>',
      summary: 'A check that takes longer than this has failed; `30s` by default.',
      example: 'HEALTHCHECK --timeout=3s CMD /healthy',
      notes: ['Durations are written as in `500ms`, `10s` or `1m30s`; 0 means the default.'],
    },
    'start-period': {
      form: '--start-period=<duration>',
      summary: 'Time to start up, `0s` by default. Failures during it do not count; the first success ends it.',
      example: 'HEALTHCHECK --start-period=20s CMD /healthy',
    },
    'start-interval': {
      form: '--start-interval=<duration>',
      summary:
        'The time between two checks during the start period, `5s` by default, so that readiness is noticed sooner.',
      example: 'HEALTHCHECK --start-period=60s --start-interval=1s CMD /healthy',
      since: 'Dockerfile 1.6, Docker 25.0',
    },
    retries: {
      form: '--retries=<number>',
      summary: 'How many checks in a row have to fail before the container is unhealthy; 3 by default.',
      example: 'HEALTHCHECK --retries=5 CMD /healthy',
    },
  },
};
