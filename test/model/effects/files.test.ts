import { describe, expect, it } from 'vitest';
import { checkEffects, contextOf, effectsOf } from './checkEffects';

describe('downloads and archives', () => {
  it.each([
    ['RUN «curl -fsSLO https://x.test/t.tgz» && tar -xzf t.tgz -C /opt', 'unpacked-archive'],
    ['RUN curl -fsSLO https://x.test/t.tgz && tar -xzf t.tgz -C /opt && rm t.tgz', ''],
    ['RUN «curl -fsSLO https://x.test/t.tgz» && tar xvfz t.tgz -C /opt', 'unpacked-archive'],
    ['RUN «curl -fsSLO https://x.test/t.tgz» && tar xfCz t.tgz /opt', 'unpacked-archive'],
    ['RUN curl -fsSLO https://x.test/t.tgz && tar xfz t.tgz && rm t.tgz', ''],
    ['RUN curl -fsSL https://x.test/t.tgz | tar -xz -C /opt', ''],
    [
      `RUN printf 'url = "https://x.test/t.tgz"\\noutput = "t.tgz"\\n' | «curl -sK -» && tar -xzf t.tgz -C /opt`,
      'unpacked-archive',
    ],
    [
      'COPY <<E /c\nurl=https://x.test/t.tgz\noutput=/t.tgz\nE\nRUN curl -K /c && tar -xzf t.tgz -C /opt && rm t.tgz',
      '',
    ],
    ['RUN «wget -q -P /srv https://x.test/t.tgz» && tar xf /srv/t.tgz -C /opt', 'unpacked-archive'],
    ['RUN cd /srv && «wget -qO t.zip https://x.test/a» && unzip -q t.zip; rm -f /t.zip', 'unpacked-archive'],
    ['RUN «wget https://x.test/t.deb» && dpkg -i t.deb', 'unpacked-archive'],
    ['RUN «wget https://x.test/t.gz» && zcat t.gz > t', 'unpacked-archive'],
    ['RUN wget https://x.test/t.gz && gzip -dc t.gz | xz > t.xz', ''],
    ['RUN wget https://x.test/t.gz && zcat < t.gz | gzip -9 > s.gz', ''],
    ['RUN «wget https://x.test/t.gz» && zcat t.gz > t && zcat t.gz | xz > t.xz', 'unpacked-archive'],
    ['RUN wget https://x.test/t.deb && «ar x t.deb» && tar xf data.tar.xz -C / && rm t.deb', 'unpacked-archive'],
    ['RUN wget https://x.test/t.deb && ar x t.deb && tar xf data.tar.* -C / && rm t.deb *.tar.*', ''],
    ['RUN wget https://x.test/t.deb -O /tmp/t.deb && apt-get install -y /tmp/t.deb && rm /tmp/*.deb', ''],
    ['RUN curl -fsSLo /opt/t.tgz https://x.test/t.tgz', ''],
    ['RUN curl -fsSLo /opt/t.tgz https://x.test/t.tgz && tar xf /opt/t.tgz README.md', ''],
    ['RUN curl -fsSLO https://x.test/d.gz && gunzip d.gz', ''],
    ['RUN «curl -fsSLO https://x.test/d.gz» && gunzip -k d.gz', 'unpacked-archive'],
    ['RUN «curl -fsSLo /tmp/t https://x.test/tool»', 'temporary-files'],
    ['RUN curl -fsSLo /tmp/i.sh https://x.test/i.sh && sh /tmp/i.sh', ''],
    ['RUN curl -fsSL https://x.test/t.tgz | «tar -xz -C /tmp» && make -C /tmp/t install', 'temporary-files'],
    ['RUN cd /tmp && curl -fsSL https://x.test/t.tgz | tar -xz && mv t-1.0 /opt/t', ''],
    ['RUN d="$(mktemp -d)" && curl -fsSLo "$d/t" https://x.test/t && rm -rf "$d"', ''],
    ['RUN --mount=type=tmpfs,target=/tmp curl -fsSLo /tmp/t https://x.test/t', ''],
    ['ARG V=1\nRUN curl -fsSLO https://x.test/t-$V.tgz && tar xf t-1.tgz && rm "t-${V}.tgz"', ''],
    ['ARG V\nRUN curl -fsSLO https://x.test/t-$V.tgz && tar xf t-$V.tgz && rm t-$V.tgz', ''],
    ['RUN V=$(cat /v) && cd /opt/x && curl -fsSLO https://x.test/$V.tgz && tar xf $V.tgz && rm -rf /opt/x', ''],
    [
      'RUN V=$(cat /v) && cd /srv && «wget -q https://x.test/$V-1.tgz» && tar xf $V-1.tgz; rm -f /$V*',
      'unpacked-archive',
    ],
    ['RUN V=$(cat /v) && cd /opt && wget -q https://x.test/$V-1.tgz -O $V-1.tgz && tar xf $V-1.tgz && rm -f *.tgz', ''],
    ['RUN V=$(cat /v) && cd /opt && wget -q https://x.test/$V-1.tgz && tar xf $V-1.tgz && rm -f $V*', ''],
    ['RUN F=$(cat /v) && wget -q https://x.test/a -O $F && cd /opt && tar xf $F && rm -f $F*', ''],
    ['RUN D=$(cat /v) && wget -q https://x.test/a -O $D/t.tgz && cd /opt && tar xf $D/t.tgz && rm -rf $D', ''],
    ['RUN V=$(curl -s https://x.test/v) && curl -LO https://x.test/t-$V.tgz && tar xf t-$V.tgz && rm t-$V.tgz', ''],
    ['RUN «head -c 2000000 /dev/urandom > /var/tmp/x»', 'temporary-files'],
    ['RUN echo hello > /tmp/x && dd if=/dev/zero of=/tmp/y bs=1k count=4', ''],
    ['RUN «dd if=/dev/zero of=/tmp/y bs=1M count=4»', 'temporary-files'],
    [
      'RUN «pip wheel» -w /w --no-cache-dir six && pip install --no-cache-dir --no-index --find-links /w six',
      'unpacked-archive',
    ],
  ])('%s', (run, cause) => checkEffects(`FROM buildpack-deps:12\n${run}\n`, cause === '' ? [] : [cause]));
});

it('goes with its folder, whatever values a script in a script gives the names', () => {
  const script = 'S=2 && cd $d && curl -O https://x.test/${V}-$W.tgz && tar xf ${V}-$W.tgz && echo \\$S';
  checkEffects(`FROM a.test/b\nRUN d=$(mktemp -d) && su a -c "${script}" && rm -r $d\n`);
});

describe('git', () => {
  it.each([
    ['RUN «git clone https://x.test/t.git /opt/t»', 'git-folder'],
    ['RUN git clone https://x.test/t.git && rm -rf t/.git', ''],
    ['RUN «git clone --depth 1 https://x.test/t» && cd t && make', 'git-folder'],
    ['RUN git clone https://x.test/t.git && make -C t install && rm -rf t', ''],
    ['RUN «git clone https://x.test/t.git /tmp/t»', 'temporary-files'],
    ['RUN git clone --bare https://x.test/t.git', ''],
    ['RUN git init /t && «git -C /t fetch https://x.test/t»', 'git-folder'],
    ['ADD https://x.test/t.git /t', ''],
    [
      'ADD «--keep-git-dir=true https://x.test/t.git /t»'.replace('«--keep-git-dir=true ', '--keep-git-dir=true «'),
      'git-folder',
    ],
  ])('%s', (run, cause) => checkEffects(`FROM buildpack-deps:12\n${run}\n`, cause === '' ? [] : [cause]));
});

describe('removed or written again later', () => {
  it.each([
    ['COPY app /app\nRUN «chown -R 1:1 /app»', 'metadata'],
    ['COPY app /app\nRUN chown 1:1 /app', ''],
    ['COPY a.bin b.bin /d/\nRUN «chown 1:1 /d/*»', 'metadata'],
    ['COPY a.bin b.bin /d/\nRUN chown 1:1 /d/*/', ''],
    ['COPY a.bin /usr/bin/a\nRUN «chmod +x /usr/bin/a»', 'metadata'],
    ['COPY run.sh /run.sh\nRUN chmod +x /run.sh', ''],
    [
      'COPY app /app\nRUN find /app -type f «-exec»'.replace(
        'find /app -type f «-exec»',
        '«find /app -type f -exec chmod 600 {} +»',
      ),
      'metadata',
    ],
    ['COPY app /app\nRUN find /app -type d -exec chmod 700 {} +', ''],
    ['COPY app /app\nRUN «touch /app/a.bin»', 'metadata'],
    ['COPY app /app\nRUN «gzip /app/a.bin»', 'overwritten'],
    ['COPY a.bin /a.bin\nRUN «sed -i s/a/b/ /a.bin»', 'overwritten'],
    ['COPY a.bin /a.bin\nRUN «ln /a.bin /b.bin»', 'linked'],
    ['COPY a.bin /a.bin\nRUN ln -s /a.bin /b.bin', ''],
    ['COPY a.bin /a.bin\nRUN cp /a.bin /b.bin', ''],
    ['COPY a.bin /tmp/a.bin\nRUN «mv /tmp/a.bin /opt/»', 'moved'],
    ['COPY a.bin /tmp/a.bin\nRUN install /tmp/a.bin /usr/bin/a && «rm /tmp/a.bin»', 'deleted'],
    ['COPY app /app\nRUN «rm -rf /app/*»', 'deleted'],
    ['COPY app /app\nRUN rm /app/README.md', ''],
    ['COPY . /app\nRUN rm -rf /app/node_modules', ''],
    ['RUN mkdir /d\nRUN chown -R 1:1 /d', ''],
    ['WORKDIR /app\nRUN chown -R 1:1 /app\nCOPY app /app', ''],
    ['COPY a.bin /a.bin\nVOLUME /a.bin\nRUN «rm /a.bin»', 'deleted'],
    ['RUN curl -Lo /usr/bin/t https://x.test/t\nRUN «chmod 755 /usr/bin/t»', 'metadata'],
    ['RUN curl -L https://x.test/t.tgz | tar -xz -C /opt\nRUN «chown -R 1:1 /opt/t-1.0»', 'metadata'],
    ['ADD https://x.test/t.tgz /t.tgz\nRUN tar xf /t.tgz && «rm /t.tgz»', 'deleted'],
    ['RUN git clone https://x.test/t.git /t\nRUN «rm -rf /t»', 'deleted'],
    ['RUN curl -L https://x.test/t.tgz | tar -xz -C /t && make -C /t\nRUN make -C /t install', ''],
    ['RUN apt-get install -y make\nRUN «apt-get purge -y make»', 'deleted'],
    ['RUN apt-get install -y gcc && apt-get purge -y gcc', ''],
    ['RUN apt-get install -y build-essential\nRUN apt-get remove -y build-essential', ''],
    ['RUN apt-get install -y build-essential\nRUN «apt-get remove -y --auto-remove build-essential»', 'deleted'],
    [
      'RUN apt-get install -y build-essential\nRUN apt-get purge -y build-essential && «apt-get autoremove -y»',
      'deleted',
    ],
    ['RUN apt-get install -y php-cli pkg-config\nRUN apt-get purge -y php-cli pkg-config', ''],
    ['RUN apt-get install -y ruby-dev\nRUN «apt-get purge -y ruby-dev --auto-remove»', 'deleted'],
    ['RUN apt-get install -y gcc && apt-get purge -y gcc && apt-get autoremove -y', ''],
    ['RUN apt-get install -y gcc\nRUN apt-get purge -y gcc && apt-get install -y gcc && apt-get autoremove -y', ''],
    ['RUN pip install --no-cache-dir idna==3.6\nRUN «pip install» --no-cache-dir -U idna', 'replaced'],
    ['RUN pip install --no-cache-dir a==1 a[x]\nRUN pip install --no-cache-dir b a==1', ''],
    ['RUN curl -fO https://x.test/a.gz\nRUN «gunzip a.gz»', 'unpacked'],
    ['RUN curl -fO https://x.test/a.bin\nRUN «gzip a.bin»', 'packed'],
    [
      'RUN curl -fO https://x.test/Miniconda3-latest-Linux-x86_64.sh\nRUN «rm Miniconda3-latest-Linux-x86_64.sh»',
      'deleted',
    ],
    ['RUN wget https://x.test/Miniforge3-$(uname)-$(uname -m).sh -O /a.sh\nRUN «rm /a.sh»', 'deleted'],
    ['COPY build-linux-amd64.sh /\nRUN rm /build-linux-amd64.sh', ''],
    ['RUN pip install --no-cache-dir idna\nRUN «pip uninstall -y idna»', 'deleted'],
    ['RUN npm ci && rm -rf ~/.npm\nRUN «npm prune --omit=dev»', 'deleted'],
    ['COPY a.bin /a\nCOPY «b.bin /a»', 'overwritten'],
    ['COPY a.bin /a\nCOPY a.bin /a', ''],
    ['COPY a.bin /a\nCOPY --chown=1000 «a.bin /a»', 'overwritten'],
    ['COPY --chmod=755 a.bin /a\nCOPY «a.bin /a»', 'overwritten'],
    ['COPY --chmod=755 a.bin /a\nCOPY --chmod=755 a.bin /a', ''],
    ['RUN rm -rf /usr/share/doc', ''],
    ['RUN make -C /src\nRUN «make -C /src clean»', 'deleted'],
  ])('%s', (body, label) => checkEffects(`FROM buildpack-deps:12\n${body}\n`, label === '' ? [] : [label]));

  it('tells a cache that is deleted later at the line that keeps it', () => {
    const { left, removedLate } = effectsOf('FROM python:3.13\nRUN pip install six\nRUN rm -rf /root/.cache\n');
    expect(left.map((it) => [it.cause, it.removedBy?.instruction.firstLine])).toEqual([['pip-cache', 2]]);
    expect(removedLate).toEqual([]);
  });
});

describe('with the files of the context', () => {
  const context = contextOf({
    'big.bin': 500_000,
    tool: 20_000,
    'app/a': 400_000,
    'app/b.sh': 100,
    'i.sh': 'apt-get update\n',
  });

  it.each([
    ['COPY tool /usr/bin/tool\nRUN chmod +x /usr/bin/tool', ''],
    ['COPY big.bin /x\nRUN «chmod +x /x»', 'metadata'],
    ['COPY app /app\nRUN «chown -R 1 /app»', 'metadata'],
    ['COPY app /app\nRUN rm /app/b.sh', ''],
    ['COPY app /app\nRUN «rm /app/a»', 'deleted'],
    ['COPY . .\nRUN «rm big.bin»', 'deleted'],
    ['COPY *.bin /tmp/\nRUN «rm /tmp/*.bin»', 'deleted'],
    ['COPY i.sh /\nRUN «sh /i.sh»', 'apt-lists'],
    ['COPY i.sh /\nRUN «/i.sh»', 'apt-lists'],
    ['COPY big.bin /x/\nRUN cd /x; for f in *; do «rm "$f"»; done', 'deleted'],
    ['RUN mkdir /x && head -c 100000 /dev/urandom > /x/y\nRUN cd /x; for f in $(ls); do «rm $f»; done', 'deleted'],
    ['COPY app/b.sh /s/\nRUN tar -czf /b.tgz -C /s .', ''],
    ['COPY app/a /s/\nRUN «tar -czf /b.tgz /s»', 'packed-archive'],
    ['RUN curl -s https://x.test/t.tgz | tar xz -C /opt\nRUN «zip -q /b.zip /opt/t/share/*»', 'packed-archive'],
    ['RUN curl -s https://x.test/t.tgz | tar xz -C /opt\nRUN zip -q /b.zip /opt/t/README.md', ''],
    ['RUN curl -s https://x.test/t.tgz | tar xz -C /opt\nRUN zip -q /b.zip /opt/t/x.db && «rm /opt/t/x.db»', 'deleted'],
    ['RUN curl -s https://x.test/t.tgz | tar xz -C /opt && zip -q /b.zip /opt/t/x.db && rm -rf /opt/t', ''],
    ['COPY x.gz /x.gz\nRUN gzip -t /x.gz && xz --list /x.gz && zstd -l /x.gz', ''],
    ['COPY x.bin /x\nRUN «gzip -9 /x»', 'packed'],
    ['ADD https://x.test/t.tgz /o/\nRUN tar xf /o/t.tgz -C /o --strip 1\nRUN «rm /o/t.tgz»', 'deleted'],
    ['COPY big.bin /x\nRUN «truncate -s 10 /x»', 'overwritten'],
    ['RUN truncate -s 400000 /x\nRUN «rm /x»', 'deleted'],
    ['COPY big.bin /x\nRUN «tar -cf /y /x --remove-files»', 'deleted'],
    ['COPY big.bin /x\nRUN «sort -u -o /x /x»', 'overwritten'],
    ['COPY big.bin /x\nRUN sort -u -o /y /x', ''],
    ['COPY big.bin /x\nRUN «perl -pi -e s/a/b/ /x»', 'overwritten'],
    ['COPY big.bin /x\nRUN perl -ne print /x > /y', ''],
    ['COPY big.bin /x\nRUN «awk -i inplace 1 /x»', 'overwritten'],
    ['COPY big.bin /x\nRUN «patch /x» < /p', 'overwritten'],
    ['COPY big.bin /x\nRUN «setcap cap_net_raw+ep /x»', 'metadata'],
    ['COPY big.bin /x\nRUN ln -s /x /y && «chown 1 /y»', 'metadata'],
    ['COPY big.bin /x\nRUN ln -s /x /y && chown -h 1 /y', ''],
    ['COPY big.bin /x\nRUN «find / -name x ! -user app -exec chown app {} +»', 'metadata'],
    ["COPY big.bin /a/b/x\nRUN «find / -type d -path '*/b' -exec rm -rf {} +»", 'deleted'],
    ['COPY big.bin /a/b/x\nRUN «find / -type d -name b -prune -exec rm -rf {} +»', 'deleted'],
    ['COPY big.bin /a/b/x\nRUN find / -type d -name x -exec rm -rf {} +', ''],
    ['COPY big.bin /a/b/x\nRUN «find /a -type d -name b -exec chown -R app {} +»', 'metadata'],
    ['COPY big.bin /a/b/x\nRUN find /a -type d -name b -exec chown app {} +', ''],
    ['COPY big.bin /a/b/x\nRUN «find /a -mindepth 1 -maxdepth 1 ! -name c -exec rm -rf {} +»', 'deleted'],
    ['COPY big.bin /a/b/x\nRUN find /a -mindepth 1 -maxdepth 1 ! -name b -exec rm -rf {} +', ''],
    ["COPY big.bin /a/b/x\nRUN find /a -name x -not -path '*/b/*' -delete", ''],
    ["COPY big.bin /a/b/x\nRUN find /a -name '*.txt' -o -name x -o -name '*.md' -delete", ''],
    ["COPY big.bin /a/b/x\nRUN «find /a '(' -name '*.txt' -o -name x ')' -delete»", 'deleted'],
    ["COPY big.bin /a/b/x\nRUN «find /a -not \\( -name '*.txt' -o -name y \\) -type f -delete»", 'deleted'],
    ['COPY big.bin /a/b/x\nRUN find /a ! \\( -name x -o -name y \\) -type f -delete', ''],
    ['COPY big.bin /a/b/x\nRUN find /a -name b -prune -o -name x -exec rm {} +', ''],
    ['COPY big.bin /a/b/x\nRUN «find /a -name c -prune -o -name x -exec rm {} +»', 'deleted'],
    ['COPY big.bin /a/b/x\nRUN cd /a && find . -path ./b -prune -o -type f -delete', ''],
    ["COPY big.bin /a/b/x\nRUN cd /a && «find . -path './b/*' -type f -delete»", 'deleted'],
    ["COPY big.bin /a/b/x\nRUN find / -type f -path '*/b' -delete", ''],
    ['COPY big.bin /x\nRUN «find /x -user root -exec chown app {} +»', 'metadata'],
    ['COPY big.bin /x\nRUN «find /x -uid 0 -gid 0 -delete»', 'deleted'],
    ['COPY big.bin /x\nRUN find /x -user app -exec chown root {} +', ''],
    ['COPY big.bin /x\nRUN find /x -nouser -exec chown root {} +', ''],
    ['RUN «curl -o /tmp/x.bin https://x.test/x.bin» && find /tmp -user app -delete', 'temporary-files'],
    ['RUN curl -o /tmp/x.bin https://x.test/x.bin && find /tmp -user root -delete', ''],
    ['COPY --chown=app big.bin /x\nRUN find /x ! -user app -exec chown app {} +', ''],
    ['COPY --chown=app:web big.bin /x\nRUN «find /x -group web -exec chgrp 0 {} +»', 'metadata'],
    ['COPY --chown=1000 big.bin /x\nRUN find /x -user app -exec chown root {} +', ''],
    ['COPY --chown=1000 big.bin /x\nRUN find /x -user root -exec chown app {} +', ''],
    ['COPY big.bin /x\nRUN «cp -al /x /y»', 'linked'],
    ['COPY big.bin /x\nRUN cp -as /x /y', ''],
    ['COPY big.bin /x/y\nRUN --mount=type=bind,source=big.bin,target=/m «cp /m /x/y»', 'overwritten'],
    ['COPY big.bin /x/\nRUN --mount=type=bind,target=/m «cp -r /m/. /x»', 'overwritten'],
    ['COPY big.bin /x/\nRUN --mount=type=bind,target=/m cp -r /m /x', ''],
    ['COPY big.bin /x/\nRUN --mount=type=bind,target=/m rsync -a /m/ /x', ''],
    ['COPY big.bin /x/\nWORKDIR /x\nRUN for f in *.bin; do «mv "$f" "${f%.bin}.dat"»; done', 'moved'],
    ['COPY big.bin /usr/bin/x\nUSER app\nRUN rm -f /usr/bin/x || true', ''],
    ['COPY big.bin /usr/bin/x\nUSER app\nRUN «sudo rm -f /usr/bin/x»'.replace('«sudo ', 'sudo «'), 'deleted'],
    ['RUN useradd -m u\nCOPY big.bin /home/u/\nRUN «userdel -r u»', 'deleted'],
    ['RUN useradd -m u\nCOPY big.bin /home/u/\nRUN userdel u', ''],
    ['RUN useradd -m u\nCOPY big.bin /home/u/\nRUN «usermod -d /home/v -m u»', 'moved'],
  ])('%s', (body, label) => checkEffects(`FROM debian:12\n${body}\n`, label === '' ? [] : [label], context));
});

describe('archives that come in by pipes', () => {
  it.each([
    [
      'RUN «curl -fsSL https://x.test/t.tgz | tee /opt/t.tgz» | tar -xz'.replace(
        '«curl -fsSL https://x.test/t.tgz | tee',
        'curl -fsSL https://x.test/t.tgz | «tee',
      ),
      'unpacked-archive',
    ],
    ['RUN «curl -fsSLO "https://x.test/{a,b}.tgz"» && tar xf a.tgz', 'unpacked-archive'],
    ['RUN curl -fsSLO "https://x.test/{a,b}.tgz" && tar xf a.tgz && rm a.tgz b.tgz', ''],
    ['RUN curl -fsSL "https://x.test/t[1-3].tgz" -o "#1.tgz" && tar xf 2.tgz && rm 2.tgz', ''],
    ['RUN «curl -fsSL "https://x.test/{a,b}.{tgz,zip}" -o "#2-#1"» && tar xf tgz-b', 'unpacked-archive'],
    ['RUN curl -g -fsSL "https://x.test/{a,b}.tgz" -o a.tgz && tar xf b.tgz', ''],
    ['RUN git clone https://x.test/t.git /s && mkdir /d && tar -C /s -c . | «tar -C /d -x» && rm -rf /s', 'git-folder'],
    ['RUN git clone https://x.test/t.git /s && tar -C /s --exclude .git -c . | tar -C /d -x && rm -rf /s', ''],
    ['RUN git clone https://x.test/t.git /s && (cd /s; find . | «cpio -pdm /d») && rm -rf /s', 'git-folder'],
    ['RUN head -c 300000 /dev/urandom | «base64 > /tmp/x»', 'temporary-files'],
    ['RUN «curl -LO https://x.test/t.tgz» && tar xz < t.tgz', 'unpacked-archive'],
    ['RUN «curl -LO https://x.test/t.tgz» && cat t.tgz | tar -xzf - -C /opt', 'unpacked-archive'],
    ['RUN «curl -LO https://x.test/t.tgz» && gzip -dc t.tgz | tar x -C /opt', 'unpacked-archive'],
    ['RUN «curl -LO https://x.test/t.rpm» && rpm2cpio t.rpm | cpio -idm', 'unpacked-archive'],
    ['RUN «curl -LO https://x.test/t.deb» && dpkg-deb -x t.deb /opt', 'unpacked-archive'],
    ['RUN «curl -LO https://x.test/t.deb» && dpkg-deb --fsys-tarfile t.deb | tar -x -C /opt', 'unpacked-archive'],
    ['RUN «curl -LO https://x.test/t.jar» && jar xf t.jar', 'unpacked-archive'],
  ])('%s', (run, cause) => checkEffects(`FROM buildpack-deps:12\n${run}\n`, cause === '' ? [] : [cause]));
});

describe('what is copied with its history or without', () => {
  const clone = 'git clone https://x.test/t.git';
  it.each([
    [`RUN ${clone} /tmp/t && rsync -a --exclude .git /tmp/t/ /opt/t/ && rm -rf /tmp/t`, []],
    [`RUN ${clone} /tmp/t && rsync -aC /tmp/t /opt && rm -rf /tmp/t`, []],
    [`RUN ${clone} /tmp/t && rsync -a --exclude=/.git /tmp/t/ /opt/t/ && rm -rf /tmp/t`, []],
    [`RUN ${clone} /tmp/t && «rsync -a --exclude '*.md' /tmp/t/ /opt/t/» && rm -rf /tmp/t`, ['git-folder']],
    [`RUN --mount=type=cache,target=/g ${clone} /g/t && «cp -r /g/t /opt»`, ['git-folder']],
    [`RUN --mount=type=cache,target=/g ${clone} /g/t && cp -r /g/t/* /opt`, []],
    ['COPY d /tmp/d\nRUN «rsync -a --remove-source-files /tmp/d/f /srv/»', ['deleted']],
  ])('%s', (run, labels) => checkEffects(`FROM buildpack-deps:12\n${run}\n`, labels, contextOf({ 'd/f': 900_000 })));

  it.each([
    ['RUN --mount=type=bind,from=s,target=/m «cp -a /m/t /opt/t»', ['git-folder']],
    ['RUN --mount=type=bind,from=s,source=/t,target=/m «cp -a /m /opt/t»', ['git-folder']],
    ['RUN --mount=type=bind,from=s,source=/t,target=/m cp -a /m/data /opt/t', []],
  ])('%s', (run, labels) =>
    checkEffects(`FROM buildpack-deps:12 AS s\nRUN ${clone} /t\nFROM debian:12\n${run}\n`, labels),
  );
});

describe('chown that is restricted to files of some owner', () => {
  it.each([
    ['COPY --chown=1000:1000 d /d\nRUN chown -R --from=0:0 1000:1000 /d', []],
    ['COPY d /d\nRUN «chown -R --from=root 1000:1000 /d»', ['metadata']],
    ['COPY --chown=1000 d /d\nRUN «chown -R --from=:1000 5:5 /d»', ['metadata']],
    ['COPY --chown=1000:1000 d /d\nRUN chown -R --from=:0 5:5 /d', []],
  ])('%s', (run, labels) => checkEffects(`FROM debian:12\n${run}\n`, labels, contextOf({ 'd/f': 900_000 })));
});

describe('what compilers make', () => {
  it.each([
    ['RUN gcc -static -O2 -o /opt/a a.c\nRUN «strip /opt/a»', ['overwritten']],
    ['RUN gcc -o /opt/a a.c\nRUN strip /opt/a', []],
    ['RUN gcc -static -c -o /opt/a.o a.c\nRUN strip /opt/a.o', []],
    ['RUN rustc -O -o /opt/a a.rs\nRUN «chmod 755 /opt/a»', ['metadata']],
    ['RUN --mount=type=cache,target=/root/.cache go build -o /opt/a a.go\nRUN «chown 1000 /opt/a»', ['metadata']],
  ])('%s', (run, labels) => checkEffects(`FROM buildpack-deps:12\n${run}\n`, labels));
});

describe('a folder that is there takes files in', () => {
  it.each([
    'FROM a\nCOPY x /app\nWORKDIR /app\nCOPY y /app\n',
    'FROM a\nWORKDIR /app/bin\nCOPY x /app\nCOPY y /app\n',
    'FROM a\nRUN mkdir /app && aws s3 cp s3://a/x.bin /app\nRUN gsutil cp gs://a/y.bin /app\nCOPY z /app\n',
    'FROM a\nRUN aws s3 cp s3://a/x.bin /opt\nWORKDIR /data\nRUN gsutil cp gs://a/y.bin . && cp ../x /data\n',
  ])('%j', (source) => checkEffects(source));

  it('and a file is written over', () => {
    checkEffects('FROM a\nRUN aws s3 cp s3://a/x.bin /app/y.bin\nRUN «gsutil cp gs://a/y.bin /app/y.bin»\n', [
      'overwritten',
    ]);
  });
});
