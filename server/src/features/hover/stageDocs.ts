import type { InstructionDoc } from './docs';

/** The instructions that shape stages and their variables. */
export const stageDocs: Readonly<Record<'ARG' | 'ENV' | 'FROM' | 'ONBUILD' | 'SHELL' | 'USER', InstructionDoc>> = {
  FROM: {
    summary:
      'Begins a build stage on top of an image, of an earlier stage, or of nothing (`scratch`). The last stage is what the build gives out, unless a target is named.',
    forms: ['FROM [--platform=<platform>] <image>[:<tag>|@<digest>] [AS <name>]'],
    example: [
      'FROM golang:1.24 AS build',
      'WORKDIR /src',
      'COPY . .',
      'RUN CGO_ENABLED=0 go build -o /app .',
      '',
      'FROM scratch',
      'COPY --from=build /app /app',
    ].join('\n'),
    layer: 'base',
    cost:
      'Starts with all layers of the base, shared and read-only: deleting their files later frees nothing. ' +
      'Layers of other stages do not reach the final image; only what `COPY --from` takes from them does.',
    notes: [
      'Only `ARG` may stand above the first `FROM`, and only `FROM` sees those variables directly. In a stage, `ARG NAME` brings one in.',
      'Without a tag, `latest` is taken. A tag can be moved to another image; a digest (`@sha256:…`) cannot.',
      'Every `FROM` starts over: variables, `USER`, `WORKDIR`, `SHELL` and files of other stages are gone, except those of the stage that it names.',
      'A name is written in lower case.',
    ],
  },
  ARG: {
    summary: 'Declares a variable that exists while building. Whoever builds can set it with `--build-arg`.',
    forms: ['ARG <name>', 'ARG <name>=<default> [<name>=<default>...]'],
    example: ['ARG NODE_VERSION=22', 'FROM node:$NODE_VERSION-slim', 'ARG NODE_VERSION'].join('\n'),
    layer: 'none',
    cost: 'Adds no bytes. A changed value makes every `RUN` below it run again, so declare it as late as possible.',
    notes: [
      'Above the first `FROM` it is global: visible to `FROM` lines, and to a stage only after a bare `ARG <name>` there.',
      'In a stage it holds from its line to the end of the stage, and in stages built `FROM` it.',
      'Not in the finished container: for that, use `ENV`.',
      'No place for passwords: values can be read from the image history. Use `RUN --mount=type=secret`.',
    ],
    since: 'Docker 1.9',
  },
  ENV: {
    summary:
      'Sets environment variables for the instructions that follow, for stages built from this one, and for the finished container.',
    forms: ['ENV <key>=<value> [<key>=<value>...]', 'ENV <key> <value>    # old form, one variable only'],
    example: 'ENV NODE_ENV=production \\\n    PATH=/opt/tool/bin:$PATH',
    layer: 'metadata',
    cost: 'Adds no bytes. A changed value makes everything below run again.',
    notes: [
      'All values of one instruction are computed from the variables before it: in `ENV a=1 b=$a`, `b` gets the *old* `a`.',
      'It stays in the image. What is needed by one command only is better set there: `RUN NAME=value command`.',
      'Anyone who has the image can read the value: no place for passwords.',
      'Write `key=value`. The form with a blank takes the rest of the line as the value.',
    ],
  },
  SHELL: {
    summary: 'Replaces the shell that runs the shell form of `RUN`, `CMD` and `ENTRYPOINT` from here on.',
    forms: ['SHELL ["program", "argument"...]'],
    example: ['SHELL ["/bin/bash", "-o", "pipefail", "-c"]', 'RUN curl -fsSL https://example.com/list | sort'].join(
      '\n',
    ),
    layer: 'metadata',
    cost: 'Adds no bytes.',
    notes: [
      'Only the JSON form is allowed. The default is `["/bin/sh", "-c"]` on Linux and `["cmd", "/S", "/C"]` on Windows.',
      'It is kept in the image, so it also holds for stages and images built from this one.',
      'It does not change the shell that users get in the container.',
    ],
    since: 'Docker 1.12',
  },
  USER: {
    summary: 'Sets the user, and if given the group, for the `RUN` instructions that follow and for the container.',
    forms: ['USER <user>[:<group>]', 'USER <uid>[:<gid>]'],
    example: ['RUN useradd --system --uid 10001 app', 'USER 10001'].join('\n'),
    layer: 'metadata',
    cost: 'Adds no bytes.',
    notes: [
      'The user has to exist in the image when it is given by name.',
      '`COPY` and `ADD` still write files as root: use `--chown`.',
      'A number can be checked by orchestrators that refuse to run root; a name cannot.',
    ],
  },
  ONBUILD: {
    summary:
      'Stores an instruction in the image that runs later: right after the `FROM` of a build that uses this image as its base.',
    forms: ['ONBUILD <instruction>'],
    example: ['ONBUILD COPY package.json ./', 'ONBUILD RUN npm install'].join('\n'),
    layer: 'later',
    cost: 'Adds no bytes here. The stored instruction makes its layer in the image that is built from this one, also in a later stage of the same file.',
    notes: [
      'It runs one level down only: grandchildren do not inherit it.',
      '`FROM`, `MAINTAINER` and another `ONBUILD` cannot be stored.',
      'Mistakes in the stored instruction show up only when it runs.',
    ],
  },
};
