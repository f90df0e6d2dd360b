import { describe, it } from 'vitest';
import { checkEffects, contextOf } from './checkEffects';

/** Rows of a table: instructions behind FROM; marks say which words leave the cause of the table. */
function checkRows(base: string, cause: string, rows: readonly string[]): void {
  it.each(rows)('%s', (instructions) => {
    const count = instructions.split('«').length - 1;
    checkEffects(`FROM ${base}\n${instructions}\n`, new Array<string>(count).fill(cause));
  });
}

describe('apt', () => {
  checkRows('debian:12', 'apt-lists', [
    'RUN «apt update» && apt install -y less',
    'RUN «aptitude update»',
    'RUN «apt-get -o A::B=c -qq update»',
    'RUN apt-get install -y less',
    'RUN «apt-get update»; apt-get dist-clean || true',
    'RUN «add-apt-repository ppa:x/y»',
    'RUN add-apt-repository -n ppa:x/y',
    'RUN echo \'Dir::State::Lists "/l";\' > /etc/apt/apt.conf.d/9 && apt-get update && rm -rf /l',
    'RUN echo \'APT::Update::Post-Invoke { "rm -rf /var/lib/apt/lists/*"; };\' > /etc/apt/apt.conf.d/9\nRUN apt-get update',
    'RUN «apt-get update»\nRUN «apt-get update»',
  ]);
});

describe('apt of releases that know dist-clean, or may', () => {
  checkRows('debian:13', 'apt-lists', ['RUN apt-get update && apt-get dist-clean']);
  checkRows('ubuntu:24.04', 'apt-lists', ['RUN apt-get update && apt-get distclean']);
  checkRows('debian', 'apt-lists', ['RUN apt-get update && apt-get distclean']);
  checkRows('ubuntu:22.04', 'apt-lists', ['RUN «apt-get update»; apt-get distclean || true']);
});

describe('apt cache', () => {
  const lists = '&& rm -rf /var/lib/apt/lists/*';
  checkRows('debian:12', 'apt-cache', [
    `RUN rm /etc/apt/apt.conf.d/docker-clean\nRUN «apt-get update» && apt-get install -y less ${lists}`,
    `RUN rm /etc/apt/apt.conf.d/docker-clean && «apt-get update» && apt-get install -y less ${lists}`,
    `RUN rm /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y less && apt-get clean ${lists}`,
    `RUN rm /etc/apt/apt.conf.d/docker-clean\nRUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y less ${lists}`,
    `RUN apt-get update && «apt-get install» --download-only -y less ${lists}`,
    `RUN apt-get update && apt-get install -y less ${lists}`,
  ]);
});

describe('apk', () => {
  checkRows('alpine:3.22', 'apk-cache', [
    'RUN «apk add» curl',
    'RUN apk add --no-cache curl',
    'RUN apk --no-cache add curl',
    'RUN apk add --no-network curl',
    'RUN «apk update» && apk add --no-cache curl',
    'RUN apk update && apk add curl && rm -rf /var/cache/apk/*',
    'RUN apk add -U curl && rm -rf /var/cache/apk',
    'RUN «apk -U upgrade» && apk cache clean',
    'RUN --mount=type=cache,target=/var/cache/apk apk add curl',
    'RUN apk del curl',
  ]);
});

describe('dnf and yum', () => {
  checkRows('fedora:42', 'dnf-cache', [
    'RUN «dnf -y install» less',
    'RUN dnf install -y less && dnf clean all',
    'RUN «dnf install» -y less && dnf clean packages',
    'RUN dnf clean all && «dnf install» -y less',
    'RUN dnf install -y less && rm -rf /var/cache/libdnf5',
    'RUN «dnf install» -y less && rm -rf /var/cache/yum',
    'RUN --mount=type=cache,target=/var/cache/libdnf5 dnf install -y less',
    'RUN dnf install -y --setopt=cachedir=/c less && rm -rf /c',
    'RUN dnf install -y --installroot=/r less && rm -rf /r/var/cache',
    'RUN dnf remove -y less',
  ]);
  checkRows('centos:7', 'dnf-cache', [
    'RUN yum install -y less && rm -rf /var/cache/yum',
    'RUN «yum install» -y less && rm -rf /var/cache/dnf',
  ]);
  checkRows('rockylinux:9', 'dnf-cache', [
    'RUN yum install -y less && rm -rf /var/cache/dnf/*',
    'RUN «yum install» -y less && rm -rf /var/cache/yum',
  ]);
  checkRows('registry.example.com/base', 'dnf-cache', [
    'RUN yum install -y less && rm -rf /var/cache/yum',
    'RUN yum install -y less && rm -rf /var/cache/dnf',
  ]);
  checkRows('redhat/ubi9-minimal', 'dnf-cache', [
    'RUN microdnf install -y less && rm -rf /var/cache/yum',
    'RUN «microdnf install» less',
  ]);
});

describe('zypper and pacman', () => {
  checkRows('opensuse/leap:15.6', 'zypper-cache', [
    'RUN «zypper -n install» less',
    'RUN zypper -n in less && zypper clean -a',
    'RUN «zypper -n in» less && zypper clean',
  ]);
  checkRows('archlinux', 'pacman-cache', [
    'RUN «pacman -Syu» --noconfirm less',
    'RUN pacman -Syu --noconfirm less && yes | pacman -Scc',
    'RUN «pacman -S» --noconfirm less && pacman -Sc --noconfirm',
    'RUN pacman -Sy',
  ]);
});

describe('pip', () => {
  checkRows('python:3.13', 'pip-cache', [
    'RUN «pip install» six',
    'RUN «python3 -m pip install» six',
    'RUN «pip3.13 install» six',
    'RUN pip install --no-cache-dir six',
    'RUN pip --no-cache-dir install six',
    'RUN pip install --no-cache six',
    'RUN pip install --no-cache-dir six && «pip install» idna',
    'RUN pip install six && pip cache purge',
    "RUN pip install six && pip cache remove '*'",
    'RUN «pip install» six && pip cache remove six',
    'RUN pip install six && rm -rf "$(pip cache dir)"',
    'RUN pip install six && rm -rf ~/.cache',
    'RUN pip install --cache-dir /c six && rm -rf /c',
    'ENV PIP_NO_CACHE_DIR=off\nRUN pip install six',
    'ENV PIP_NO_CACHE_DIR=\nRUN «pip install» six',
    'ARG PIP_NO_CACHE_DIR=1\nRUN pip install six',
    'RUN PIP_NO_CACHE_DIR=1 pip install six',
    'RUN PIP_NO_CACHE_DIR=1; «pip install» six',
    'RUN export PIP_NO_CACHE_DIR=1; pip install six',
    'ENV PIP_CACHE_DIR=/c\nRUN pip install six && rm -rf /c',
    'ENV XDG_CACHE_HOME=/c\nRUN --mount=type=cache,target=/c/pip pip install six',
    'RUN pip config set global.no-cache-dir true\nRUN pip install six',
    "RUN printf '[global]\\nno-cache-dir = true\\n' > /etc/pip.conf && pip install six",
    'COPY pip.conf /etc/pip.conf\nRUN pip install six',
    'RUN useradd -m app\nUSER app\nRUN pip install six && rm -rf "$HOME/.cache"',
    'RUN useradd -m app\nUSER app\nRUN «pip install» six && rm -rf /root/.cache || true',
    'RUN useradd app\nUSER app\nRUN pip install six',
    'RUN --mount=type=bind,source=w,target=/w pip install --no-index --find-links /w six',
    'RUN pip install --no-cache-dir uv',
    'RUN «pip install» --no-cache-dir .',
    'ENV PIP_NO_CACHE_DIR=1\nRUN pip install .',
    'RUN pip install --no-cache-dir /w/six-1.17.0-py2.py3-none-any.whl',
    'RUN pip install --no-cache-dir /w/*.whl /v/*',
    'RUN «pip install» --no-cache-dir /w/*.whl /v',
    'RUN PIP_CACHE_DIR=/dev/shm/pip pip install six',
    'RUN «pip-compile requirements.in»',
    'RUN pip --version && pip list',
  ]);
});

describe('other Python tools', () => {
  checkRows('python:3.13', 'uv-cache', [
    'RUN uv pip install --system six',
    'RUN «uv pip install» --system -r requirements.txt',
    'RUN «uv pip install» --link-mode copy six',
    'ENV UV_LINK_MODE=copy\nRUN «uv sync»',
    'RUN uv sync --no-cache',
    'ENV UV_NO_CACHE=1\nRUN uv sync',
    'RUN uv sync && uv cache clean',
    'RUN «uv sync» && uv cache prune',
    'RUN --mount=type=cache,target=/root/.cache/uv uv sync',
  ]);
  checkRows('python:3.13\nENV POETRY_VIRTUALENVS_CREATE=false', 'poetry-cache', [
    'RUN «poetry install»',
    'RUN «poetry install» --no-cache',
    'RUN poetry lock --no-cache',
    'RUN poetry install --no-cache && rm -rf ~/.cache/pypoetry/artifacts',
    'RUN poetry install && rm -rf ~/.cache/pypoetry',
    'RUN «poetry install» && poetry cache clear --all .',
    'RUN poetry install && poetry cache clear --all . && rm -rf ~/.cache/pypoetry/artifacts',
    'RUN «poetry install» && poetry cache clear PyPI && rm -rf ~/.cache/pypoetry/artifacts',
    'ENV POETRY_CACHE_DIR=/c\nRUN --mount=type=cache,target=/c poetry install',
    'RUN poetry config cache-dir /c && poetry install && rm -rf /c',
  ]);
  // What virtualenv unpacks for new environments.
  checkRows('python:3.13', 'temporary-files', [
    'RUN «virtualenv /v»',
    'RUN «python -m virtualenv /v»',
    'RUN python -m venv /v',
    'RUN virtualenv --no-seed /v',
    'RUN virtualenv --app-data /d /v',
    'RUN virtualenv /v && rm -rf ~/.cache/virtualenv',
    'RUN «virtualenv /v»\nRUN virtualenv /w',
    'ENV VIRTUALENV_OVERRIDE_APP_DATA=/d\nRUN «virtualenv /v»',
    'RUN virtualenv /v && rm -rf ~/.local/share/virtualenv ~/.cache/virtualenv',
    'RUN apt-get install -y virtualenv && virtualenv /v && rm /usr/share/python-wheels/*',
    'RUN «poetry lock --no-cache»',
    'RUN poetry config virtualenvs.create false\nRUN poetry lock --no-cache',
    'ENV POETRY_VIRTUALENVS_CREATE=0\nRUN poetry lock --no-cache',
    'RUN poetry config virtualenvs.options.no-pip true && poetry lock --no-cache',
    'ENV VIRTUAL_ENV=/v\nRUN poetry lock --no-cache',
    'ENV PIP_NO_CACHE_DIR=1\nRUN «pipenv sync»',
    'ENV PIP_NO_CACHE_DIR=1\nRUN pipenv sync --system',
  ]);
  checkRows('python:3.13', 'pipenv-cache', [
    'RUN «pipenv sync» --system',
    'RUN pipenv sync --system && rm -rf ~/.cache/pipenv',
  ]);
  checkRows('continuumio/miniconda3', 'conda-cache', [
    'RUN «conda install» -y numpy',
    'RUN conda install -y numpy && conda clean -afy',
    'RUN «conda env» create -f e.yml',
  ]);
});

describe('npm', () => {
  checkRows('node:20', 'npm-cache', [
    'RUN «npm ci»',
    'RUN «npm i» -g serve',
    'RUN npm ci && npm cache clean --force',
    'RUN «npm ci» && npm cache clean',
    'RUN «npm ci» && npm cache verify',
    'RUN «npm install» --no-cache',
    'RUN npm cache clean --force && «npm ci»',
    'RUN npm ci && rm -rf ~/.npm',
    'RUN npm ci && rm -rf ~/.npm/_cacache',
    'RUN npm ci && rm -rf "$(npm config get cache)"',
    'RUN npm ci --cache /c && rm -rf /c',
    'ENV npm_config_cache=/c\nRUN npm ci && rm -rf /c',
    'ENV NPM_CONFIG_CACHE=/c\nRUN --mount=type=cache,target=/c npm ci',
    'RUN npm config set cache /c\nRUN npm ci && rm -rf /c',
    'COPY <<EOF .npmrc\ncache=/c\nEOF\nRUN npm ci && rm -rf /c',
    'USER node\nRUN --mount=type=cache,target=/home/node/.npm npm ci',
    'USER node\nRUN --mount=type=cache,target=/root/.npm «npm ci»',
    'RUN npm run build',
    'RUN «npx create-app»',
  ]);
  checkRows('node:22', 'compile-cache', [
    'RUN «npm ci» && npm cache clean --force',
    'RUN npm ci && npm cache clean --force && rm -rf /tmp/*',
    'ENV NODE_DISABLE_COMPILE_CACHE=1\nRUN npm ci && npm cache clean --force',
    'RUN --mount=type=tmpfs,target=/tmp npm ci && npm cache clean --force',
    'ENV TMPDIR=/scratch\nRUN npm ci && npm cache clean --force && rm -rf /scratch',
  ]);
});

describe('yarn and pnpm', () => {
  const off = 'ENV DISABLE_V8_COMPILE_CACHE=1\n';
  checkRows('node:20', 'yarn-cache', [
    `${off}RUN «yarn install»`,
    `${off}RUN «yarn»`,
    `${off}RUN yarn --version`,
    `${off}RUN yarn install && yarn cache clean`,
    `${off}RUN «yarn install» && rm -rf ~/.cache`,
    `${off}RUN yarn install && rm -rf /usr/local/share/.cache`,
    `${off}RUN yarn install && rm -rf "$(yarn cache dir)"`,
    `${off}RUN yarn install --cache-folder /c && rm -rf /c`,
    `${off}ENV YARN_CACHE_FOLDER=/c\nRUN yarn install && rm -rf /c`,
    `${off}USER node\nRUN yarn install && rm -rf ~/.cache`,
    `${off}COPY .yarnrc.yml ./\nRUN yarn install`,
    `${off}RUN yarn install --immutable`,
  ]);
  checkRows('node:20', 'pnpm-cache', ['RUN «pnpm install»', 'RUN pnpm install && pnpm store prune', 'RUN pnpm -v']);
});

describe('further languages', () => {
  checkRows('golang:1.25', 'go-cache', [
    'RUN «go build» ./...',
    'RUN go build ./... && go clean -cache -modcache',
    'RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go build ./...',
    'RUN «go mod download»\nRUN --mount=type=cache,target=/root/.cache/go-build go build ./...',
    'RUN go version',
  ]);
  checkRows('rust:1.90', 'cargo-cache', [
    'RUN «cargo install» x',
    'RUN cargo install x && rm -rf /usr/local/cargo/registry',
    'RUN --mount=type=cache,target=/usr/local/cargo/registry cargo build',
  ]);
  checkRows('maven:3.9', 'maven-cache', [
    'RUN «mvn package»',
    'RUN mvn --version',
    'RUN mvn -Dmaven.repo.local=/c package && rm -rf /c',
  ]);
  checkRows('gradle:8', 'gradle-cache', [
    'RUN «gradle build»',
    'ENV GRADLE_USER_HOME=/c\nRUN --mount=type=cache,target=/c gradle build',
  ]);
  checkRows('mcr.microsoft.com/dotnet/sdk:9.0', 'nuget-cache', [
    'RUN «dotnet restore»',
    'RUN dotnet publish --no-restore',
    'RUN dotnet restore && dotnet nuget locals all --clear',
  ]);
  checkRows('mcr.microsoft.com/devcontainers/ruby:3.4', 'gem-cache', [
    'RUN gem install rails && rm -rf /usr/local/rvm/gems/default/cache',
    'RUN «gem install» rails && rm -rf /usr/local/bundle/cache',
  ]);
  checkRows('ruby:3.4', 'gem-cache', [
    'RUN «gem install» rails',
    'RUN «bundle install»',
    'RUN bundle --version',
    'RUN gem install rails && rm -rf /usr/local/bundle/cache',
    'RUN gem fetch rails',
    'RUN bundle config set --global path /g && bundle install && rm -rf /g/ruby/*/cache/*',
    'WORKDIR /app\nRUN bundle config path v\nRUN bundle install && rm -rf v/ruby/*/cache',
    'WORKDIR /app\nRUN BUNDLE_DEPLOYMENT=true bundle install && rm -rf vendor/bundle/ruby/*/cache',
  ]);
  checkRows('fedora:42', 'gem-cache', [
    'RUN «gem install» rails',
    'RUN gem install rails && rm -rf /usr/local/share/gems/cache',
  ]);
  checkRows('php:8.4', 'composer-cache', [
    'RUN «composer install»',
    'RUN composer install --no-cache',
    'ENV COMPOSER_CACHE_DIR=/dev/null\nRUN composer install',
    'RUN composer install && composer clear-cache',
  ]);
  checkRows('perl:5.42', 'cpan-cache', ['RUN «cpanm X»', 'RUN cpanm X && rm -rf ~/.cpanm']);
  checkRows('debian:12', 'luarocks-cache', ['RUN «luarocks install» x', 'RUN luarocks install x && rm -rf ~/.cache']);
});

describe('packages without wheels', () => {
  checkRows('python:3.13', 'pip-cache', [
    'RUN «pip install» --no-cache-dir docopt',
    'RUN «pip install» --no-cache-dir six psycopg2==2.9.10',
    'RUN pip install --no-cache-dir psycopg2-binary',
    'ENV PIP_NO_CACHE_DIR=1\nRUN pip install docopt',
    'RUN pip install --no-cache-dir --no-build-isolation docopt',
  ]);
});

describe('what a builder installed and COPY --from carried', () => {
  it.each([
    [
      'FROM node:18 AS b\nWORKDIR /app\nRUN npm ci\nFROM node:18\nCOPY --from=b /app /app\nWORKDIR /app\nRUN «npm prune --omit=dev»',
      ['deleted'],
    ],
    [
      'FROM node:18 AS b\nWORKDIR /app\nRUN npm ci --omit=dev\nFROM node:18\nCOPY --from=b /app /app\nWORKDIR /app\nRUN npm prune --omit=dev',
      [],
    ],
    [
      'FROM python:3.13 AS b\nRUN python -m venv /v && /v/bin/pip install idna\nFROM python:3.13\nCOPY --from=b /v /v\nRUN /v/bin/pip install --no-cache-dir -U idna',
      [],
    ],
    [
      'FROM python:3.13 AS b\nRUN python -m venv /v && /v/bin/pip install idna==3.6\nFROM python:3.13\nCOPY --from=b /v /v\nRUN «/v/bin/pip install» --no-cache-dir -U idna',
      ['replaced'],
    ],
  ])('%s', (source, labels) => checkEffects(`${source}\n`, labels));
});

describe('projects that need nothing from elsewhere', () => {
  const lone = {
    'Cargo.toml': '[package]\nname = "a"\n\n[profile.release]\nlto = true\n',
    'composer.json': '{"require": {"php": ">=8.1", "ext-json": "*"}, "autoload": {"psr-4": {"A\\\\": "src/"}}}',
    Gemfile: 'source "https://rubygems.org"\ngem "tool", path: "gems/tool"\n',
    'a-1.rockspec': 'package = "a"\ndependencies = { "lua >= 5.1" }\nbuild = { type = "builtin" }\n',
  };
  const needy = {
    'Cargo.toml': '[package]\nname = "a"\n\n[dependencies]\nserde = "1"\n',
    'composer.json': '{"require": {"php": ">=8.1", "monolog/monolog": "^3"}}',
    Gemfile: 'gem "tool", path: "gems/tool"\ngem "puma"\n',
    'a-1.rockspec': 'package = "a"\ndependencies = { "lua >= 5.1", "lpeg" }\n',
  };
  it.each([
    ['cargo fetch', 'cargo-cache'],
    ['composer install', 'composer-cache'],
    ['bundle install', 'gem-cache'],
    ['luarocks make', 'luarocks-cache'],
  ])('%s', (command, cause) => {
    const lines = 'FROM debian:12\nWORKDIR /src\nCOPY . .\n';
    checkEffects(`${lines}RUN ${command}\n`, [], contextOf(lone));
    checkEffects(`${lines}RUN «${command}»\n`, [cause], contextOf(needy));
    checkEffects(`${lines}RUN «${command}»\n`, [cause]);
  });

  it.each([
    ['RUN luarocks make --deps-mode none', [], {}],
    ['RUN luarocks make a-1.rockspec', [], lone],
    ['RUN «luarocks install» a-1.rockspec', ['luarocks-cache'], lone],
    ['RUN «cargo install» ripgrep', ['cargo-cache'], lone],
    ['RUN «composer require» monolog/monolog', ['composer-cache'], lone],
    ['RUN bundle install --local', [], needy],
    ['RUN «bundle install» --local', ['gem-cache'], { ...needy, 'vendor/cache/puma.gem': 300_000 }],
  ])('%s', (line, causes, files) => {
    checkEffects(`FROM debian:12\nWORKDIR /src\nCOPY . .\n${line}\n`, causes, contextOf(files));
  });
});

describe('gems of a Ruby that is not that of the distribution', () => {
  it.each([
    'RUN bash -lc "rvm install 3.4 && gem install rails"',
    'RUN rbenv install 3.4.1 && rbenv global 3.4.1\nRUN gem install rails',
    'ENV PATH=/usr/local/rvm/rubies/ruby-3.4.1/bin:$PATH\nRUN gem install rails',
    'RUN /opt/ruby/bin/gem install rails',
  ])('lie where nobody knows: %s', (script) => {
    checkEffects(`FROM debian:12\n${script}\n`);
  });

  it('lie where they are told to', () => {
    checkEffects('FROM debian:12\nRUN rbenv install 3.4.1 && «gem install» -i /opt/gems rails\n', ['gem-cache']);
  });
});

describe('modules of a folder that was only made', () => {
  checkRows('node:20', 'npm-cache', [
    'RUN mkdir -p /a/node_modules && chown -R node:node /a\nWORKDIR /a\nCOPY package.json .\nUSER node\nRUN «npm install»',
    'WORKDIR /a\nCOPY package.json .\nRUN «npm install»\nRUN npm install',
  ]);
  checkRows('node:20', 'yarn-cache', [
    'ENV DISABLE_V8_COMPILE_CACHE=1\nRUN mkdir -p /a/node_modules\nWORKDIR /a\nCOPY package.json .\nRUN «yarn install»',
  ]);
});
