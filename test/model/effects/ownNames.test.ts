import { describe, it } from 'vitest';
import { checkEffects } from './checkEffects';

const clone = 'FROM debian:12\nRUN git clone https://a.test/b /w && rm -rf /w/.git\n';
const unpacked = 'FROM debian:12\nRUN curl -sL https://a.test/b.tgz | tar -xz -C /w --strip-components=1\n';

describe('what a RUN has written into a folder of an earlier layer', () => {
  it.each([
    'RUN cd /w && wget https://a.test/c.tgz && tar xf c.tgz && rm -f c.tgz',
    'RUN cd /w && wget https://a.test/c.zip && unzip c.zip && rm *.zip',
    'RUN cd /w && mkdir s && cd s && wget https://a.test/c.zip && unzip c.zip && mv c-1 d && rm -rf c.zip __MACOSX',
  ])('is no part of a clone: %s', (run) => checkEffects(`${clone}${run}\n`));

  it('is no part of a clone in later layers either', () => {
    checkEffects(`${clone}RUN wget -O /w/c.bin https://a.test/c.bin\nRUN «rm /w/c.bin»\n`, ['deleted']);
  });

  it.each(['mkdir data logs', 'mkdir -p data/db logs', 'install -d data logs'])(
    'is a folder of its own, made by %s',
    (made) => checkEffects(`${unpacked}RUN cd /w && ${made} && chown -R www-data data logs\n`),
  );

  it.each([
    ['another name is removed', 'RUN cd /w && mkdir data && «rm -rf docs» data'],
    ['all is removed', 'RUN cd /w && touch c && «rm -rf *»'],
    ['a folder above is removed', 'RUN mkdir -p /w/a/b && «rm -rf /w»'],
  ])('does not keep the rest when %s', (_, run) => checkEffects(`${unpacked}${run}\n`, ['deleted']));

  it('does not begin with the folder to work in', () => {
    checkEffects(`${unpacked}WORKDIR /w/share\nRUN «rm -rf data»\n`, ['deleted']);
  });

  it('does not begin with a file that was put there later', () => {
    checkEffects(`${unpacked}COPY x.conf /w/lib/x.conf\nRUN «rm -rf /w/lib»\n`, ['deleted']);
  });
});

describe('a folder that mkdir -p finds', () => {
  it('keeps what is in it, also when its name is relative', () => {
    checkEffects('FROM debian:12\nWORKDIR /w\nCOPY --from=b /c d\nRUN mkdir -p d && «chown -R www-data d»\n', [
      'metadata',
    ]);
  });
});

describe('an archive of an earlier layer', () => {
  it('is hardly what came out of one', () => {
    checkEffects(
      'FROM debian:12\nRUN curl -s https://a.test/b.tgz | tar -xz -C /opt\nRUN rm -f /opt/b.tgz /opt/*.zip\n',
    );
  });

  it('that was unpacked beside others does not give its folder to the one that is unpacked now', () => {
    const fetch = (name: string) => `wget https://a.test/${name}.tgz && tar xf ${name}.tgz && rm ${name}.tgz`;
    checkEffects(`FROM debian:12\nRUN ${fetch('b')}\nRUN ${fetch('c')} && mv c-1/*.dat /srv/ && rm -rf c-1\n`);
  });
});
