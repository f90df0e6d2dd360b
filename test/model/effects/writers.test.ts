import { describe, it } from 'vitest';
import { checkEffects, contextOf } from './checkEffects';

const modules = (manifest: string) => ({ 'package.json': manifest, 'a.bin': 200_000, 'app/a.bin': 200_000 });
const withDev = '{"dependencies":{"a":"1"},"devDependencies":{"b":"1"}}';
const withoutDev = '{"dependencies":{"a":"1"}}';

describe('what programs write, print and delete', () => {
  it.each([
    ['RUN «seq 200000 > /tmp/x»', ['temporary-files']],
    ['RUN seq 1000 > /tmp/x', []],
    [`RUN «python3 -c "print('x' * 900000)" > /tmp/x»`, ['temporary-files']],
    [`RUN python3 -c "print('x' * 9)" > /tmp/x`, []],
    [`RUN «awk 'BEGIN { for (i = 0; i < 100000; i++) print i }' > /tmp/x»`, ['temporary-files']],
    [`RUN awk 'BEGIN { print 100000 }' > /tmp/x`, []],
    ['RUN «curl -o /tmp/.tool https://h/tool-linux» && rm -rf /tmp/*', ['temporary-files']],
    ['RUN curl -o /tmp/.bashrc https://h/raw/bashrc-1.2', []],
    ['RUN curl -o /bin/setup https://h/tool-linux-amd64\nRUN «chmod +x /bin/setup»', ['metadata']],
    ['RUN curl -o /bin/setup https://h/tool-linux-amd64.sha256\nRUN chmod +x /bin/setup', []],
    ['ADD https://h/tool-linux-amd64 /bin/setup\nRUN «chmod +x /bin/setup»', ['metadata']],
    ['RUN curl -o /bin/setup https://h/setup\nRUN chmod +x /bin/setup', []],
    ['RUN curl -o /root/.tool https://h/tool-linux\nRUN chown 1 /root/.tool', []],
    ['COPY app /app\nRUN mkdir -p /p/opt && cp -r /app /p/opt && «dpkg-deb -b /p /srv/p.deb»', ['packed-archive']],
    [
      'RUN git clone https://h/t.git /t && cd /t && «git archive -o /srv/t.tar HEAD» && rm -rf .git',
      ['packed-archive'],
    ],
    ['COPY app /app\nRUN cd /app && git init -q && «git add -A»', ['git-folder']],
    ['RUN «git clone https://h/t.git /t»\nRUN «git -C /t gc»', ['git-folder', 'git-folder']],
    [
      'RUN git clone https://h/t.git /t && cd /t && «git worktree add /tmp/wt HEAD~1» && rm -rf .git',
      ['temporary-files'],
    ],
    ['COPY app /app\nRUN mkdir /none && «rsync -a --delete /none/ /app/»', ['deleted']],
    ['COPY app /app\nRUN mkdir /some && cp /bin/ls /some/ls && rsync -a --delete /some/ /app/', []],
    ['COPY app /app\nRUN «setfacl -R -m u:1:rX /app»', ['metadata']],
    ['COPY a.bin /a.bin\nRUN printf "1d\\nw\\nq\\n" | «ed -s /a.bin»', ['overwritten']],
  ])('%s', (lines, causes) => checkEffects(`FROM debian:12\n${lines}\n`, causes, contextOf(modules(withDev))));

  it.each([
    ['npm install', '«npm install --omit=dev»', withDev, ['deleted']],
    ['npm install', 'npm install --omit=dev', withoutDev, []],
    ['npm install', '«npm prune --production»', withDev, ['deleted']],
    ['npm install', 'npm prune --production', withoutDev, []],
    ['npm install --omit=dev', 'npm install --omit=dev', withDev, []],
    ['npm install', 'npm i -D b && npm rm b', withoutDev, []],
    ['npm install', '«npm rm a»', withDev, ['deleted']],
    ['yarn install', '«yarn install --production»', withDev, ['deleted']],
    ['yarn install', 'yarn install', withDev, []],
  ])('%s, then %s', (first, second, manifest, causes) => {
    const mounts = '--mount=type=tmpfs,target=/root --mount=type=tmpfs,target=/usr/local/share/.cache';
    const lines = `WORKDIR /a\nCOPY package.json .\nRUN ${mounts} ${first}\nRUN ${mounts} ${second}\n`;
    checkEffects(`FROM node:20\nENV TMPDIR=/dev/shm\n${lines}`, causes, contextOf(modules(manifest)));
  });
});
