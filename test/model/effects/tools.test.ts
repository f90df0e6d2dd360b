import { describe, expect, it } from 'vitest';
import { checkEffects, contextOf, effectsOf } from './checkEffects';

describe('tools that packages bring', () => {
  it.each([
    ['python:3.13', 'RUN «pip install --no-cache-dir poetry==2.2.1»', ['virtualenv-wheels']],
    ['python:3', 'RUN «pip install --no-cache-dir poetry»', ['virtualenv-wheels']],
    ['python:slim', 'RUN «pip install --no-cache-dir pre_commit»', ['virtualenv-wheels']],
    [
      'python:3.13-slim',
      'RUN «pip install --no-cache-dir tox»\nRUN pip install --no-cache-dir nox',
      ['virtualenv-wheels'],
    ],
    ['python:3.9', 'RUN pip install --no-cache-dir poetry', []],
    ['python:3.13.0', 'RUN pip install --no-cache-dir poetry', []],
    ['python:3.13', 'RUN pip install --no-cache-dir virtualenv==20.26.6', []],
    [
      'python:3.13',
      'RUN «pip install --no-cache-dir virtualenv==20.26.6»\nRUN «virtualenv /v»',
      ['unpacked-archive', 'temporary-files'],
    ],
    [
      'python:3.9',
      'RUN pip install --no-cache-dir virtualenv==20.26.6 && virtualenv /v && rm -rf ~/.local/share/virtualenv && pip uninstall -y virtualenv',
      [],
    ],
    [
      'python:3.9',
      'RUN pip install --no-cache-dir virtualenv==20.4.7 && virtualenv /v && rm -rf ~/.local/share/virtualenv && pip uninstall -y virtualenv',
      [],
    ],
    ['python:3.13', 'RUN pip install --no-cache-dir "virtualenv<20.30"', []],
    [
      'python:3.9',
      'RUN pip install --no-cache-dir -U pip && «pip install --no-cache-dir poetry»',
      ['virtualenv-wheels'],
    ],
    ['python:3.9', 'RUN pip install --no-cache-dir -U pip==24.0 && pip install --no-cache-dir poetry', []],
    [
      'python:3.13',
      'RUN pip install --no-cache-dir tox && rm -rf /usr/local/lib/python3.13/site-packages/virtualenv/seed/wheels',
      [],
    ],
    ['python:3.13', 'RUN pip install --no-cache-dir tox && tox && pip uninstall -y tox virtualenv', []],
    [
      'python:3.13',
      'COPY requirements.txt .\nRUN «pip install --no-cache-dir -r requirements.txt»',
      ['virtualenv-wheels'],
    ],
    [
      'python:3.13',
      'RUN python -m venv /opt/tool && /opt/tool/bin/pip install --no-cache-dir tox && rm -rf /opt/tool',
      [],
    ],
    [
      'python:3.13',
      'ENV AT=/opt/tool\nRUN python -m venv $AT && $AT/bin/pip install --no-cache-dir tox && rm -rf $AT',
      [],
    ],
    ['python:3.13', 'RUN pip install --no-cache-dir flask', []],
    ['debian:12', 'RUN pip install --no-cache-dir poetry==2.2.1', []],
  ])('wheels of virtualenv: %s %s', (base, lines, causes) => {
    checkEffects(`FROM ${base}\n${lines}\n`, causes, contextOf({ 'requirements.txt': 'six\ntox==4.1\n' }));
  });

  it.each([
    ['debian:12', '«apt-get install» -y python3-venv && python3 -m venv /v', ['unpacked-archive']],
    ['debian:12', '«apt-get install» -y python3.11-venv\nRUN python3 -m venv /v', ['unpacked-archive']],
    ['debian:12', '«apt-get install» -y virtualenv && virtualenv /v', ['unpacked-archive']],
    ['debian:12', 'apt-get install -y python3-venv && python3 -m venv --without-pip /v', []],
    [
      'debian:12',
      'apt-get install -y python3-venv && python3 -m venv /v && /v/bin/pip install --no-cache-dir -U pip',
      [],
    ],
    ['debian:12', 'apt-get install -y python3-venv && python3 -m venv /v && rm /usr/share/python-wheels/*', []],
    ['debian:12', 'apt-get install -y python3-venv', []],
    [
      'debian:12',
      'apt-get install -y python3-venv && python3 -m venv /v && apt-get purge -y --auto-remove python3-venv',
      [],
    ],
    [
      'debian:12',
      'apt-get install -y python3-venv && python3 -m venv /v && apt-get purge -y python3-venv && apt-get autoremove -y',
      [],
    ],
    [
      'debian:12',
      '«apt-get install» -y python3-venv && python3 -m venv /v && apt-get purge -y python3-venv',
      ['unpacked-archive'],
    ],
    [
      'debian:12',
      '«apt-get install» -y python3-venv make && python3 -m venv /v && apt-get purge -y --auto-remove make',
      ['unpacked-archive'],
    ],
    ['python:3.13', 'apt-get install -y python3-venv && python3 -m venv /v', []],
  ])('wheels of the distribution: %s %s', (base, lines, causes) => {
    checkEffects(`FROM ${base}\nRUN ${lines}\n`, causes);
  });

  it.each([
    ['RUN corepack enable && «corepack prepare» pnpm@9.15.0 --activate', ['corepack-cache']],
    ['RUN corepack enable\nRUN «pnpm --version»', ['corepack-cache']],
    ['RUN corepack enable yarn\nRUN pnpm --version', []],
    ['RUN corepack enable', []],
    ['ENV COREPACK_HOME=/opt/corepack\nRUN corepack enable && corepack prepare pnpm@9.15.0 --activate', []],
    ['RUN --mount=type=cache,target=/root/.cache corepack prepare pnpm@9.15.0', []],
    ['RUN corepack prepare pnpm@9.15.0 && rm -rf ~/.cache/node', []],
  ])('managers by corepack: %s', (lines, causes) => checkEffects(`FROM node:20\n${lines}\n`, causes));

  it.each([
    ['RUN «npx --yes cowsay» hi && rm -rf ~/.npm/_cacache', ['npm-cache']],
    ['RUN «npx --yes cowsay» hi && npm cache clean --force', ['npm-cache']],
    ['RUN npx --yes cowsay hi && rm -rf ~/.npm', []],
    ['COPY package.json .\nRUN npm install', []],
    ['ENV DISABLE_V8_COMPILE_CACHE=1\nCOPY package.json .\nRUN yarn install', []],
    ['COPY package.json .\nRUN «npm install» express', ['npm-cache']],
  ])(
    'npm without need: %s',
    (lines, causes) => {
      checkEffects(`FROM node:20-alpine\n${lines}\n`, causes, contextOf({ 'package.json': '{ "name": "x" }\n' }));
    },
    5_000,
  );
});

describe('archives of what stays', () => {
  it.each([
    [
      'RUN pip install --no-cache-dir -t /opt/l six && cd /opt/l && «python -m zipfile -c /opt/l.zip .»',
      ['packed-archive'],
    ],
    ['RUN pip install --no-cache-dir -t /opt/l six && cd /opt/l && «zip -r /opt/l .»', ['packed-archive']],
    ['RUN pip install --no-cache-dir -t /opt/l six && cd /opt/l && zip -rm /opt/l .', []],
    ['RUN pip install --no-cache-dir -t /opt/l six && zip -r /opt/l.zip /opt/l && rm -rf /opt/l', []],
    ['COPY data.bin /d/\nRUN «tar -C /d -cf /srv/d.tar data.bin»', ['packed-archive']],
    ['COPY data.bin /d/\nRUN «gzip -k /d/data.bin»', ['packed-archive']],
    ['RUN git clone -q https://a.example/b /b && rm -rf /b/.git && zip -r /c.zip /b/examples', []],
    ['RUN tar -czf /etc.tgz /etc', []],
  ])('%s', (lines, causes) => checkEffects(`FROM python:3.13\n${lines}\n`, causes));
});

describe('other users', () => {
  it.each([
    ["RUN «apt-get update» && (su app -c 'rm -rf /var/lib/apt/lists/*' || true)", ['apt-lists']],
    ["RUN apt-get update && sudo -u root sh -c 'rm -rf /var/lib/apt/lists/*'", []],
    ['USER app\nRUN sudo apt-get update && sudo rm -rf /var/lib/apt/lists/*', []],
    ['USER app\nRUN sudo «apt-get update» && rm -rf /var/lib/apt/lists/* || true', ['apt-lists']],
    ['USER nobody\nRUN pip install --target /opt/a six', []],
  ])('may not remove what root left: %s', (lines, causes) => checkEffects(`FROM debian:12\n${lines}\n`, causes));
});

describe('settings of pip', () => {
  it.each([
    ['pip config set global.no-cache-dir true', '', []],
    ['pip config --site set global.no-cache-dir true', '', []],
    ['pip config set global.no-cache-dir true && pip config unset global.no-cache-dir', '«', ['pip-cache']],
    ['pip config set global.no-cache-dir true && pip config unset global.timeout', '', []],
    ['pip config set global.no-cache-dir true && pip config unset install.no-cache-dir', '', []],
  ])('%s', (command, mark, causes) => {
    const install = mark ? '«pip install» six' : 'pip install six';
    checkEffects(`FROM python:3.13\nRUN ${command}\nRUN ${install}\n`, causes);
  });
});

describe('places of settings', () => {
  it.each([
    ['RUN --mount=type=bind,source=pip.conf,target=/etc/pip.conf pip install six', []],
    ['RUN --mount=type=bind,source=pip.conf,target=/etc/other.conf «pip install» six', ['pip-cache']],
    [
      'RUN mkdir /home/x && chown 1000 /home/x\nENV HOME=/home/x\nUSER 1000\nRUN «pip install» --user six',
      ['pip-cache'],
    ],
    ['RUN mkdir -m 777 /l\nUSER 1000\nRUN pip install -t /l six', []],
    ["RUN pip install six && find /root/.cache -type f -name '*.body' -delete", []],
    ["RUN «pip install» six && find /root/.cache -type f -name '*.whl' -delete", ['pip-cache']],
  ])('pip: %s', (lines, causes) => {
    checkEffects(`FROM python:3.13\n${lines}\n`, causes, contextOf({ 'pip.conf': '[global]\nno-cache-dir = yes\n' }));
  });

  it.each([
    ['COPY apt.conf /opt/\nENV APT_CONFIG=/opt/apt.conf\nRUN apt-get update && apt-get install -y less', []],
    ['COPY apt.conf /opt/\nRUN «apt-get update» && apt-get install -y less', ['apt-lists']],
    [`RUN apt-get update && perl -e 'unlink glob "/var/lib/apt/lists/*"'`, []],
    [`RUN «apt-get update» && perl -e 'unlink "/var/lib/apt/lists/*"'`, ['apt-lists']],
    ['COPY <<EOF /usr/bin/add\napt-get update\napt-get install -y "\\$@"\nEOF\nRUN «add less»', ['apt-lists']],
    ['ENV LISTS=/srv\nCOPY <<EOF /usr/bin/add\napt-get update\nrm -rf $LISTS/*\nEOF\nRUN «add less»', ['apt-lists']],
    ['ENV LISTS=/var/lib/apt/lists\nCOPY <<EOF /usr/bin/add\napt-get update\nrm -rf $LISTS/*\nEOF\nRUN add', []],
  ])('apt: %s', (lines, causes) => {
    const hook = 'DPkg::Post-Invoke { "rm -rf /var/lib/apt/lists/*"; };\n';
    checkEffects(`FROM debian:12\n${lines}\n`, causes, contextOf({ 'apt.conf': hook }));
  });

  it.each([
    ['npm config set cache /opt/c && npm install x && rm -rf /opt/c', []],
    ['npm config set cache /opt/c && npm config delete cache && «npm install» x && rm -rf /opt/c', ['npm-cache']],
    ['npm config set cache=/opt/c && npm config set cache=/opt/d && npm install x && rm -rf /opt/d', []],
    ['npx --yes --cache /opt/c cowsay && rm -rf /opt/c', []],
    ['npm pack x@1.0.0 && rm -rf ~/.npm', []],
    ['«npm pack x@1.0.0» && tar -xf x-1.0.0.tgz && rm -rf ~/.npm', ['unpacked-archive']],
    ['npm pack x@1.0.0 && tar -xf x-1.0.0.tgz && rm -rf ~/.npm *.tgz', []],
  ])('npm: %s', (script, causes) => checkEffects(`FROM node:20\nRUN ${script}\n`, causes));
});

describe('submodules', () => {
  const clone = 'git clone --depth=1 https://git.example.com/tool.git /opt/tool';
  it.each([
    [`${clone}; cd /opt/tool/sub && git submodule update --init && rm -rf /opt/tool/.git`],
    [`${clone}; cd /opt/tool/sub && git fetch && git submodule update --init; rm -rf /opt/tool/.git`],
  ])('keep their history in that of the clone around them: %s', (script) => {
    checkEffects(`FROM buildpack-deps:12\nRUN ${script}\n`);
  });

  it('of a clone of an earlier layer write there as well', () => {
    const { left } = effectsOf(
      `FROM buildpack-deps:12\nRUN ${clone}\nRUN cd /opt/tool/sub && git fetch && git submodule update --init\n`,
    );
    expect(left.flatMap(({ paths }) => paths)).toEqual(['/opt/tool/.git', '/opt/tool/.git/modules']);
  });

  it.each([['cd /opt/tool/sub && git checkout dev'], ['git -C /opt/tool submodule update --init other']])(
    'are needed by a later layer: %s',
    (script) => {
      const { left } = effectsOf(
        `FROM buildpack-deps:12\nRUN ${clone}\nRUN git -C /opt/tool submodule update --init sub\nRUN ${script}\n`,
      );
      const modules = left.find(({ paths }) => paths.includes('/opt/tool/.git/modules'));
      expect(modules?.neededBy).toBeDefined();
    },
  );
});

describe('filters', () => {
  it.each(['od -x', "sed 's/a/b/'", 'xxd -r', 'iconv -f latin1', 'sed -e s/a/b/ -'])(
    'pass on as much as they get: %s',
    (filter) => {
      checkEffects(
        `FROM debian:12\nRUN curl -s https://a.test/b-amd64 | ${filter} > /usr/local/bin/b\nRUN «chmod +x /usr/local/bin/b»\n`,
        ['metadata'],
      );
    },
  );

  it('pass on little when they print what they are asked for only', () => {
    checkEffects('FROM debian:12\nRUN curl -s https://a.test/b-amd64 | sed -n 1p > /srv/b\nRUN chmod +x /srv/b\n');
  });
});

describe('installing with make', () => {
  it.each([
    ['RUN curl -L https://x.test/t.tgz | «tar -xz -C /tmp»\nRUN «make -C /tmp/t install»', 2],
    ['RUN curl -L https://x.test/t.tgz | «tar -xz -C /tmp»\nRUN «make -C /tmp/t»\nRUN make -C /tmp/t install', 2],
    ['RUN --mount=type=tmpfs,target=/tmp curl -L https://x.test/t.tgz | tar -xz -C /tmp && make -C /tmp/t install', 0],
  ])('%j', (lines, count) => checkEffects(`FROM debian:12\n${lines}\n`, Array<string>(count).fill('temporary-files')));
});

describe('makefiles that stand in the Dockerfile', () => {
  const makefile = (rules: string) => `FROM debian:12\nCOPY <<'EOF' /tmp/Makefile\n${rules}\nEOF\n`;

  it.each([
    ['all:\n\techo built > /built', 'RUN make -C /tmp && rm /tmp/Makefile', ''],
    ['all: note\nnote:\n\techo built > note.txt', 'RUN make -C /tmp && rm /tmp/Makefile', ''],
    ['all: tool\ntool: tool.c\n\tcc -o tool tool.c', 'RUN «make -C /tmp» && rm /tmp/Makefile', 'temporary-files'],
    ['all: tool\n%: %.c\n\tcc -o $@ $<', 'RUN «make -C /tmp» && rm /tmp/Makefile', 'temporary-files'],
    ['include rules.mk\nall:\n\techo built > /built', 'RUN «make -C /tmp» && rm /tmp/Makefile', 'temporary-files'],
  ])('%j, %s', (rules, run, cause) => checkEffects(`${makefile(rules)}${run}\n`, cause === '' ? [] : [cause]));
});
