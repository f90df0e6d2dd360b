import type { InstructionDoc } from './docs';

/** The instructions that describe the container to run; they only write the image's configuration. */
export const metadataDocs: Readonly<
  Record<
    'CMD' | 'ENTRYPOINT' | 'EXPOSE' | 'HEALTHCHECK' | 'LABEL' | 'MAINTAINER' | 'STOPSIGNAL' | 'VOLUME',
    InstructionDoc
  >
> = {
  CMD: {
    summary:
      'Says what a container does when it is started without a command of its own, or which default arguments the `ENTRYPOINT` gets.',
    forms: [
      'CMD ["program", "argument"]     # exec form, to be preferred',
      'CMD ["argument", "argument"]    # default arguments of ENTRYPOINT',
      'CMD <command>                   # shell form: /bin/sh -c',
    ],
    example: 'CMD ["node", "server.js"]',
    layer: 'metadata',
    cost: 'Adds no bytes: nothing runs at build time.',
    notes: [
      'Only the last one of a stage counts.',
      'In shell form the shell may stay process 1 and keep the stop signal to itself; the program is then killed after the grace period.',
      'In exec form variables are not replaced: there is no shell to do it.',
    ],
  },
  ENTRYPOINT: {
    summary:
      'Sets the program that the container always runs. `CMD` and the words behind `docker run <image>` become its arguments.',
    forms: [
      'ENTRYPOINT ["program", "argument"]    # exec form, to be preferred',
      'ENTRYPOINT <command>                  # shell form: ignores CMD',
    ],
    example: ['ENTRYPOINT ["docker-entrypoint.sh"]', 'CMD ["--help"]'].join('\n'),
    layer: 'metadata',
    cost: 'Adds no bytes: nothing runs at build time.',
    notes: [
      'Only the last one of a stage counts. It clears a `CMD` that came with the base image.',
      'In shell form `CMD` and arguments are ignored, and signals may stop at the shell. Start the program with `exec` there.',
      'Users replace it with `docker run --entrypoint`.',
    ],
  },
  EXPOSE: {
    summary: 'Notes which ports the container listens on. It opens nothing: `docker run -p` or `-P` does.',
    forms: ['EXPOSE <port>[/<protocol>]...', 'EXPOSE <first>-<last>[/<protocol>]'],
    example: 'EXPOSE 8080 8443/tcp 53/udp',
    layer: 'metadata',
    cost: 'Adds no bytes.',
    notes: [
      'The protocol is `tcp` when none is given; `udp` and `sctp` are the others.',
      'Host ports and addresses do not belong here: they are chosen when the container is run.',
    ],
  },
  HEALTHCHECK: {
    summary: 'Gives a command that tells whether the container still works: exit status 0 is healthy, 1 is unhealthy.',
    forms: [
      'HEALTHCHECK [flags] CMD <command>',
      'HEALTHCHECK [flags] CMD ["program", "argument"]',
      'HEALTHCHECK NONE    # switches off the one of the base image',
    ],
    example: 'HEALTHCHECK --interval=30s --timeout=3s \\\n    CMD curl -f http://localhost:8080/health || exit 1',
    layer: 'metadata',
    cost: 'Adds no bytes, but the program that it calls has to be in the image.',
    notes: [
      'Only the last one of a stage counts.',
      'After `--retries` failures in a row the container is *unhealthy*; Docker itself does not restart it.',
      'Kubernetes ignores it and has probes of its own.',
    ],
    since: 'Docker 1.12',
  },
  LABEL: {
    summary: 'Adds names and values to the image for people and tools, such as its source, version and licence.',
    forms: ['LABEL <key>=<value> [<key>=<value>...]'],
    example: 'LABEL org.opencontainers.image.title="My app" \\\n      org.opencontainers.image.licenses="MIT"',
    layer: 'metadata',
    cost: 'Adds no bytes to the layers, and needs not be joined into one instruction. A value that changes with every build belongs near the end.',
    notes: [
      'Labels of the base image are inherited; the same key replaces the value.',
      'Common keys begin with `org.opencontainers.image.`; own keys with a domain in reverse.',
      'Values with blanks need double quotes; variables are not replaced in single quotes.',
    ],
  },
  MAINTAINER: {
    summary: 'Names the author of the image. **Deprecated:** use a label instead.',
    forms: ['MAINTAINER <name>'],
    example: 'LABEL org.opencontainers.image.authors="Ada <ada@example.com>"',
    layer: 'metadata',
    cost: 'Adds no bytes.',
    notes: ['A label can be read with `docker inspect`, searched for, and replaced by images built from this one.'],
  },
  STOPSIGNAL: {
    summary: 'Sets the signal that asks the program in the container to end.',
    forms: ['STOPSIGNAL <signal>    # a name, with or without SIG, or a number'],
    example: 'STOPSIGNAL SIGQUIT',
    layer: 'metadata',
    cost: 'Adds no bytes.',
    notes: [
      'The default is `SIGTERM`. Servers such as nginx finish open requests on `SIGQUIT`.',
      'When the program is still there after the grace period (10 seconds by default), it is killed.',
    ],
    since: 'Docker 1.9',
  },
  VOLUME: {
    summary:
      "Marks folders whose files live outside the container's own layer. Without a mount, each container gets a new anonymous volume there.",
    forms: ['VOLUME <path>...', 'VOLUME ["<path>", "<path>"]'],
    example: 'VOLUME /var/lib/data',
    layer: 'metadata',
    cost: 'Adds no bytes. What the image has at that path is copied into each new volume when a container starts.',
    notes: [
      'It cannot be undone in images built from this one. Leave the decision to whoever runs the container where you can.',
      'Changes below the path in later instructions are kept by BuildKit; the classic builder dropped them.',
      'In the JSON form use double quotes.',
    ],
  },
};
