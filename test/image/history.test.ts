import { describe, expect, it } from 'vitest';
import type { HistoryRecord, ImageConfig } from '../../server/src/image/archive/config';
import { placeHistory } from '../../server/src/image/history/history';
import { cleanInstruction } from '../../server/src/image/history/instruction';
import { originsOf, sharedLayerCounts } from '../../server/src/image/history/origin';
import { withSharedBases } from '../../server/src/image/history/sharedBases';
import { readImageBytes } from '../support/images';
import { dockerArchive, file, tar } from '../support/tarBuilder';

const sha = 'c88a69c2726b9b23b36ecf77d7e8258c44eba64ab659a85073d55e247958aa6a';

describe('instructions', () => {
  it.each([
    // The classic builder.
    [`/bin/sh -c #(nop) ADD file:${sha} in / `, 'ADD file:c88a69c2726b in /'],
    [`/bin/sh -c #(nop) COPY --chown=1:1dir:${sha} in /app/ `, 'COPY --chown=1:1 dir:c88a69c2726b in /app/'],
    [`/bin/sh -c #(nop) COPY multi:${sha} in /a b/ `, 'COPY multi:c88a69c2726b in /a b/'],
    ['/bin/sh -c #(nop)  CMD ["echo hello"]', 'CMD ["echo hello"]'],
    ['/bin/sh -c #(nop)  CMD ["nginx" "-g" "daemon off;"]', 'CMD ["nginx", "-g", "daemon off;"]'],
    ['/bin/sh -c #(nop)  CMD ["/bin/sh" "-c" "exec nginx"]', 'CMD exec nginx'],
    ['/bin/sh -c #(nop)  ENTRYPOINT ["/bin/sh" "-c"]', 'ENTRYPOINT ["/bin/sh", "-c"]'],
    ['/bin/sh -c #(nop)  ENV PATH=/bin LAB=1', 'ENV PATH=/bin LAB=1'],
    ['/bin/sh -c #(nop)  EXPOSE 53/udp 8080/tcp', 'EXPOSE 53/udp 8080/tcp'],
    ['/bin/sh -c #(nop)  VOLUME [/app/vol /b]', 'VOLUME /app/vol /b'],
    ['/bin/sh -c #(nop)  SHELL [/bin/bash -o pipefail -c]', 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]'],
    ['/bin/sh -c #(nop) WORKDIR /app', 'WORKDIR /app'],
    ['/bin/sh -c #(nop)  ONBUILD RUN echo onbuild', 'ONBUILD RUN echo onbuild'],
    [
      '/bin/sh -c #(nop)  HEALTHCHECK &{["CMD" "/bin/true"] "30s" "0s" "0s" \'\\x00\'}',
      'HEALTHCHECK --interval=30s CMD ["/bin/true"]',
    ],
    ['/bin/sh -c apt-get update', 'RUN apt-get update'],
    ['/bin/sh -c echo "#(nop) not me"', 'RUN echo "#(nop) not me"'],
    ['|2 A=1 B=two words /bin/sh -c make $A', 'RUN make $A'],
    ['/bin/bash -o pipefail -c curl | tar x', 'RUN curl | tar x'],
    ['/bin/bash -euo pipefail -c true', 'RUN true'],
    ['/bin/busybox --install -s /bin', 'RUN ["/bin/busybox", "--install", "-s", "/bin"]'],
    ['/bin/sh -c ["/bin/busybox", "--install"]', 'RUN ["/bin/busybox", "--install"]'],
    ['cmd /S /C #(nop)  CMD ["c:\\\\windows\\\\cmd.exe"]', 'CMD ["c:\\\\windows\\\\cmd.exe"]'],
    ['cmd /S /C mkdir c:\\app', 'RUN mkdir c:\\app'],
    ['powershell -Command $ErrorActionPreference = 1', 'RUN $ErrorActionPreference = 1'],
    // BuildKit.
    ['RUN /bin/sh -c rm -rf /x # buildkit', 'RUN rm -rf /x'],
    ['RUN |1 V=1 2 /bin/sh -c make V=$V # buildkit', 'RUN make V=$V'],
    ['RUN |1 V=1 /bin/true a # buildkit', 'RUN ["/bin/true", "a"]'],
    ['RUN npm ci # buildkit', 'RUN ["npm", "ci"]'],
    ['COPY --chown=1000:1000 payload/ /app/ # buildkit', 'COPY --chown=1000:1000 payload/ /app/'],
    ['ADD rootfs.tar / # buildkit', 'ADD rootfs.tar /'],
    ['ENTRYPOINT ["/bin/sh" "-c"]', 'ENTRYPOINT ["/bin/sh", "-c"]'],
    ['EXPOSE map[53/udp:{} 8080/tcp:{}]', 'EXPOSE 53/udp 8080/tcp'],
    ['VOLUME [/app/vol]', 'VOLUME /app/vol'],
    [
      'HEALTHCHECK &{["CMD-SHELL" "curl -f localhost || exit 1"] "1m0s" "5s" "0s" "1s" \'\\x03\'}',
      'HEALTHCHECK --interval=1m0s --timeout=5s --start-interval=1s --retries=3 CMD curl -f localhost || exit 1',
    ],
    ['HEALTHCHECK &{["NONE"] "0s" "0s" "0s" "0s" \'\\x00\'}', 'HEALTHCHECK NONE'],
    [
      'RUN /bin/sh -c apt-get update\napt-get install curl\n # buildkit',
      'RUN <<EOF\napt-get update\napt-get install curl\nEOF',
    ],
    ['RUN /bin/sh -c python3 <<EOF\nprint(1)\nEOF # buildkit', 'RUN python3 <<EOF\nprint(1)\nEOF'],
    // Others.
    ['RUN apt-get update', 'RUN apt-get update'],
    ['/bin/sh -c #(nop) HEALTHCHECK --interval=30s CMD ["/bin/true"]', 'HEALTHCHECK --interval=30s CMD ["/bin/true"]'],
    ['bazel build ...', 'bazel build ...'],
    ["# debian.sh --arch 'amd64' out/ 'bookworm'", "# debian.sh --arch 'amd64' out/ 'bookworm'"],
    ['jib-maven-plugin:3.4.0', 'jib-maven-plugin:3.4.0'],
    ['', ''],
  ])('%s', (createdBy, instruction) => {
    expect(cleanInstruction(createdBy, [])).toBe(instruction);
  });

  it('knows the shell of the image', () => {
    const shell = ['/usr/bin/fish', '--no-config', '-c'];
    expect(cleanInstruction('RUN /usr/bin/fish --no-config -c echo # buildkit', shell)).toBe('RUN echo');
    expect(cleanInstruction('RUN |1 A=b c /usr/bin/fish --no-config -c echo # buildkit', shell)).toBe('RUN echo');
    expect(cleanInstruction('CMD ["/usr/bin/fish" "--no-config" "-c" "echo"]', shell)).toBe('CMD echo');
  });
});

const record = (createdBy: string | null, isEmpty = false, comment: string | null = null): HistoryRecord => ({
  created: null,
  createdBy,
  author: null,
  comment,
  isEmpty,
});

const configWith = (history: readonly HistoryRecord[], command: readonly string[] = []): ImageConfig => ({
  digest: 'sha256:0',
  platform: null,
  created: null,
  author: null,
  diffIds: [],
  history,
  command,
  shell: [],
  labels: new Map(),
  problems: [],
});

describe('placing history', () => {
  const place = (history: readonly HistoryRecord[], layers: number) => {
    const { entries, problems } = placeHistory(configWith(history), layers);
    return { layers: entries.map(({ layer }) => layer), problems: problems.map(({ code }) => code) };
  };
  const run = record('RUN a # buildkit');
  const env = record('ENV A=1');

  it('gives layers to lines that are not empty, bottom first', () => {
    expect(place([run, record('ENV A=1', true), run], 2)).toEqual({ layers: [0, null, 1], problems: [] });
  });

  it('of an image without any says nothing', () => {
    expect(place([], 3)).toEqual({ layers: [], problems: [] });
  });

  it('takes lines that only set something for empty when there are too many', () => {
    expect(place([run, env, run, env], 2)).toEqual({ layers: [0, null, 1, null], problems: ['bad-config'] });
  });

  it('leaves what is still too much without a layer', () => {
    expect(place([run, run, run], 2)).toEqual({ layers: [0, 1, null], problems: ['bad-config'] });
  });

  it('with too few lines gives them to the upper layers', () => {
    expect(place([run], 3)).toEqual({ layers: [2], problems: ['bad-config'] });
  });
});

describe('origin', () => {
  const origins = (history: readonly HistoryRecord[], layers: number, shared = 0, command: readonly string[] = []) => {
    const config = configWith(history, command);
    return originsOf(config, placeHistory(config, layers), shared);
  };
  const add = record('ADD rootfs.tar / # buildkit');
  const cmd = record('CMD ["bash"]', true);
  const run = record('RUN /bin/sh -c make # buildkit');

  it('is the image itself where nothing tells of a base', () => {
    expect(origins([add, run, cmd], 2)).toEqual(['own', 'own']);
  });

  it('is the base up to the command that something was built upon', () => {
    expect(origins([add, cmd, run, cmd, run], 3)).toEqual(['base', 'base', 'own']);
  });

  it('is the base for layers that other images share', () => {
    expect(origins([add, run, run], 3, 2)).toEqual(['base', 'base', 'own']);
  });

  it('is docker commit for a bare command', () => {
    expect(origins([add, cmd, record('bash', false, 'my changes')], 2, 0, ['bash'])).toEqual(['base', 'commit']);
    expect(origins([add, record('nginx -g daemon off;')], 2, 0, ['nginx', '-g', 'daemon off;'])).toEqual([
      'own',
      'commit',
    ]);
    expect(origins([add, record('/bin/sh')], 2)).toEqual(['own', 'commit']);
  });

  it('is unknown without a line of history', () => {
    expect(origins([], 2)).toEqual(['unknown', 'unknown']);
    expect(origins([record(null)], 1)).toEqual(['unknown']);
  });

  it('counts the lowest layers that several images share', () => {
    const image = (platform: string, ...diffIds: string[]) => ({ platform, diffIds });
    expect(
      sharedLayerCounts([image('p', 'a', 'b', 'c'), image('p', 'a', 'b', 'd'), image('p', 'a', 'b'), image('p', 'x')]),
    ).toEqual([2, 2, 0, 0]);
    expect(sharedLayerCounts([image('p', 'a', 'b'), image('q', 'a', 'c')])).toEqual([0, 0]);
    expect(sharedLayerCounts([image('p', 'a', 'b'), image('p', 'a', 'b')])).toEqual([0, 0]);
  });

  it('is the base for what images of other archives share, up to a layer without diff ID', async () => {
    const imagesOf = async (...layers: readonly string[]) => {
      const archive = await readImageBytes(dockerArchive(layers.map((name) => tar(file(name, 1)))));
      return archive.images;
    };
    const base = await imagesOf('a', 'b');
    const app = await imagesOf('a', 'b', 'c');
    const originsBeside = (images: typeof app, others: typeof app) =>
      withSharedBases(images, others)[0]!.layers.map(({ origin }) => origin);
    expect(originsBeside(app, base)).toEqual(['base', 'base', 'own']);
    expect(originsBeside(app, [])).toEqual(['own', 'own', 'own']);
    expect(originsBeside(app, app)).toEqual(['own', 'own', 'own']);
    expect(originsBeside(base, app)).toEqual(['own', 'own']);
    const [first, ...rest] = app[0]!.layers;
    const nameless = [{ ...app[0]!, layers: [first!, { ...rest[0]!, diffId: null }, ...rest.slice(1)] }];
    expect(originsBeside(nameless, base)).toEqual(['base', 'own', 'own']);
  });
});
