import { describe, expect, it } from 'vitest';
import { checkEffects, effectsOf } from './checkEffects';

describe('what an archive holds, whose names only a build knows', () => {
  it.each([
    'RUN cd /tmp && tar xf a.tar && rm -rf a-1.2',
    'RUN cd /tmp && tar xf a.tar && cd a-1.2 && make && cd .. && rm -rf a-1.2',
    'RUN tar xf /srv/a.tar -C /tmp && make -C /tmp/a install all && rm -rf /tmp/a',
  ])('goes with the folder that it was taken for: %s', (run) => {
    checkEffects(`FROM debian:12\n${run}\n`);
  });

  it('is not what was written there before', () => {
    checkEffects(
      'FROM debian:12\nRUN mkdir -p /tmp/b/c && head -c 1M /dev/zero > /tmp/b/c/d && cd /tmp && «tar xf /srv/a.tar» && rm -rf /tmp/b\n',
      ['temporary-files'],
    );
  });

  it('is no folder that another command has made', () => {
    checkEffects('FROM debian:12\nRUN tar xf /srv/a.tar\nRUN mkdir /db && cd /db && rm -f b.tar.gz\n');
  });

  it('is that of the same layer before all others', () => {
    checkEffects('FROM debian:12\nRUN tar xf /srv/a.tar\nRUN tar xf /srv/b.tar && rm -rf /b-1.2\n');
    checkEffects('FROM debian:12\nRUN tar xf /srv/a.tar\nRUN tar xf /srv/b.tar && mv b-1.2 /opt/b && rm -rf /other\n');
    checkEffects(
      'FROM debian:12\nRUN git clone https://x.test/a /a && rm -rf /a/.git\nRUN cd /a/b && unzip /srv/c.zip && mv c d && rm -rf __MACOSX\n',
    );
  });

  it('is no archive', () => {
    const text =
      'FROM debian:12 AS build\nFROM debian:12\nWORKDIR /a\nCOPY --from=build /b/d.tar.gz /b/e ./\nRUN tar xzf d.tar.gz && rm d.tar.gz\n';
    expect(effectsOf(text).removedLate.map(({ paths }) => paths)).toEqual([['/a/d.tar.gz']]);
  });

  it('is that of the same layer when it was removed to make room', () => {
    checkEffects(
      'FROM debian:12\nRUN tar xf /srv/a.tar -C /opt\nRUN rm -rf /opt/b && tar xf /srv/b.tar -C /opt && mv /opt/b /opt/b-2\n',
    );
    const kept = 'FROM debian:12\nRUN tar xf /srv/a.tar -C /opt\nRUN rm -rf /opt/b && tar xf /srv/b.tar -C /srv\n';
    expect(effectsOf(kept).removedLate.map(({ paths }) => paths)).toEqual([['/opt/b']]);
  });

  it('is nothing that is below a folder which is known already', () => {
    checkEffects(
      'FROM debian:12\nRUN tar xf /srv/a.tar -C /w\nRUN mkdir -p /w/b && make -C /w/b\nRUN rm -rf /w/b/CM*\n',
    );
    checkEffects('FROM debian:12\nCOPY start-it stop-it /\nRUN mkdir -p /z/a && cp /srv/x.bin /z/a && rm -rf /z/*\n');
  });

  it('is no folder of the root that others work in', () => {
    checkEffects('FROM debian:12\nCOPY start-it stop-it /\nRUN rm -rf /z/*\n');
  });

  it('has hardly the name that find asks for', () => {
    checkEffects(
      'FROM debian:12\nRUN tar xf /srv/a.tar -C /w\nRUN find / -name "blinker*" -print0 | xargs -0 rm -rf\n',
    );
  });

  it('is told by the name that it gets', () => {
    const { removedLate } = effectsOf('FROM debian:12\nRUN tar xf /srv/a.tar\nRUN mv /a-1.2 /opt/a\n');
    expect(removedLate.map(({ paths }) => paths)).toEqual([['/a-1.2']]);
    const contents = effectsOf('FROM debian:12\nRUN tar xf /srv/a.tar\nRUN mv /a-1.2/* /opt/\n').removedLate;
    expect(contents.map(({ paths }) => paths)).toEqual([['/a-1.2']]);
  });
});

describe('what a COPY brings from a folder', () => {
  it('is more than the first thing that is removed of it', () => {
    const text = 'FROM debian:12\nCOPY src /src/\nRUN rm -rf /src/a\nRUN rm -rf /src/b\nRUN rm /src/c.txt\n';
    expect(effectsOf(text).removedLate.map(({ paths }) => paths)).toEqual([['/src/a'], ['/src/b']]);
  });
});

describe('the name of a download', () => {
  it('is without the escapes of its address where wget gives it', () => {
    checkEffects('FROM debian:12\nRUN wget https://example.com/a%2Bb%20c.tar.gz && rm "a+b c.tar.gz"\n');
    checkEffects('FROM debian:12\nRUN «wget https://example.com/a%2Bb.tgz» && tar xf a+b.tgz\n', ['unpacked-archive']);
  });

  it('keeps what would make a path of it', () => {
    checkEffects('FROM debian:12\nRUN «wget https://example.com/a%2Fb.tgz» && tar xf a%2Fb.tgz\n', [
      'unpacked-archive',
    ]);
  });
});

describe('names that only a build knows', () => {
  const pathsLeft = (text: string) => effectsOf(text).left.map(({ paths }) => paths);

  it('are those of mktemp', () => {
    const run = 'RUN cd "$(mktemp -d)" && head -c 1M /dev/zero > a.bin';
    expect(pathsLeft(`FROM debian:12\n${run}\n`)).toEqual([['/tmp/tmp.*/a.bin']]);
    checkEffects(`FROM debian:12\nRUN d=$(mktemp -d) && head -c 1M /dev/zero > $d/a.bin && rm -rf "$d"\n`);
  });

  it('are those that find tells of what other programs have made', () => {
    const run = 'RUN make && v=$(basename $(find /out -maxdepth 1)) && head -c 1M /dev/zero > /tmp/a-$v.bin';
    expect(pathsLeft(`FROM debian:12\n${run}\n`)).toEqual([['/tmp/a-*.bin']]);
  });

  it('are none where a variable holds options', () => {
    const run = 'RUN cd /tmp && wget $WGET_FLAGS https://example.com/a.bin';
    expect(pathsLeft(`FROM debian:12\n${run}\n`)).toEqual([['/tmp/a.bin']]);
  });
});
