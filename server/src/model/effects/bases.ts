import { parseImageReference } from '../imageReference';
import { nameOf } from './paths';
import { type Release, releaseOf } from './releases';
import { opaque } from './symbols';

/** What is known of a base image by its name. */
export interface Base {
  readonly family: 'debian' | 'alpine' | 'redhat' | 'suse' | 'arch' | undefined;
  /** What `/etc/os-release` says, undefined when it cannot be told. */
  readonly release: Release | undefined;
  /** What answers to `/bin/sh`. */
  readonly shell: 'dash' | 'ash' | 'bash';
  /** True when the image is a distribution without additions, so that what its packages are not is not there. */
  readonly plain: boolean;
  /** True when apt installs packages with their manuals and translations, which smaller images leave out. */
  readonly keepsManuals: boolean;
  /** True for the large images of languages, which bring the usual tools for fetching and building. */
  readonly hasTools: boolean;
  /** Environment of the image, as far as it decides where programs keep their files. */
  readonly variables: ReadonlyMap<string, string>;
  /** Accounts with a home folder other than root's, by name or number. */
  readonly accounts: ReadonlyMap<string, { readonly home: string; readonly exists: boolean }>;
  /** The account that the image leaves behind; undefined for an image that nobody knows. */
  readonly user: string | undefined;
  /** The working directory that it leaves behind; undefined for an image that nobody knows. */
  readonly folder: string | undefined;
  /** Where yum and dnf keep their cache, undefined when it cannot be told. */
  readonly packageCache: string | undefined;
  /** The version of its Python as far as its files lie below a folder of that name, for example `3.13`. */
  readonly python: string | undefined;
  /** True when pip itself is there as its authors publish it. */
  readonly hasPip: boolean;
  /** True when that pip is about as new as what is fetched today. */
  readonly hasNewPip: boolean;
  /** True when npm is 10.9 or newer, which leaves a compile cache in the folder for temporary files. */
  readonly npmCompiles: boolean;
  /** True when yarn 1 is there, which leaves one too. */
  readonly yarnCompiles: boolean;
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const families: readonly (readonly [NonNullable<Base['family']>, RegExp])[] = [
  ['alpine', /^(alpine|composer)$/],
  [
    'debian',
    /^(debian|ubuntu|buildpack-deps|node|python|ruby|golang|rust|php|perl|gcc|haskell|elixir|erlang|julia|r-base|rocker|eclipse-temurin|openjdk|maven|gradle|tomcat|jetty|nginx|httpd|redis|postgres|mariadb|mongo|rabbitmq|memcached|wordpress|drupal|pypy|swift|clojure|sbt|dart|miniconda3?|anaconda3?|miniforge3?|micromamba|cuda|pytorch|tensorflow|sdk|aspnet|runtime|jenkins|playwright|devcontainers|devcontainers-ruby|base-notebook|minimal-notebook|scipy-notebook|bun|deno)$/,
  ],
  [
    'redhat',
    /^(fedora|fedora-minimal|fedora-bootc|centos|rockylinux|almalinux|amazonlinux|oraclelinux|mysql|ubi\d*(-.*)?|aws-lambda-.*)$/,
  ],
  ['suse', /^(leap|tumbleweed|opensuse|sles?|sle15|bci-.*)$/],
  ['arch', /^(archlinux|arch)$/],
];

const plainNames =
  /^(debian|ubuntu|alpine|fedora|fedora-minimal|centos|rockylinux|almalinux|amazonlinux|oraclelinux|leap|tumbleweed|archlinux)$/;

const full = /^(node|python|ruby|golang|rust|perl|gcc|buildpack-deps|elixir|erlang|haskell|pypy|swift)$/;

const variablesByName: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  golang: { GOPATH: '/go', PATH: `/go/bin:/usr/local/go/bin:${path}` },
  rust: { CARGO_HOME: '/usr/local/cargo', RUSTUP_HOME: '/usr/local/rustup', PATH: `/usr/local/cargo/bin:${path}` },
  ruby: { GEM_HOME: '/usr/local/bundle', PATH: `/usr/local/bundle/bin:${path}` },
  'devcontainers-ruby': { GEM_HOME: '/usr/local/rvm/gems/default' },
  composer: { COMPOSER_HOME: '/tmp' },
  miniconda3: { PATH: `/opt/conda/bin:${path}` },
  miniconda: { PATH: `/opt/conda/bin:${path}` },
  anaconda3: { PATH: `/opt/conda/bin:${path}` },
  miniforge3: { CONDA_DIR: '/opt/conda', PATH: `/opt/conda/bin:${path}` },
  micromamba: { MAMBA_ROOT_PREFIX: '/opt/conda' },
  'base-notebook': { HOME: '/home/jovyan' },
  'minimal-notebook': { HOME: '/home/jovyan' },
  'scipy-notebook': { HOME: '/home/jovyan' },
};

const commonHomes = { 'www-data': '/var/www', nobody: '/nonexistent' };

const homesByName: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  node: { node: '/home/node', '1000': '/home/node' },
  gradle: { gradle: '/home/gradle', '1000': '/home/gradle' },
  ubuntu: { ubuntu: '/home/ubuntu', '1000': '/home/ubuntu' },
  micromamba: { mambauser: '/home/mambauser' },
  bun: { bun: '/home/bun', '1000': '/home/bun' },
  'base-notebook': { jovyan: '/home/jovyan', '1000': '/home/jovyan' },
  'minimal-notebook': { jovyan: '/home/jovyan', '1000': '/home/jovyan' },
  'scipy-notebook': { jovyan: '/home/jovyan', '1000': '/home/jovyan' },
  postgres: { postgres: '/var/lib/postgresql' },
  jenkins: { jenkins: '/var/jenkins_home', '1000': '/var/jenkins_home' },
};

const users: Readonly<Record<string, string>> = {
  micromamba: 'mambauser',
  'base-notebook': 'jovyan',
  'minimal-notebook': 'jovyan',
  'scipy-notebook': 'jovyan',
  jenkins: 'jenkins',
};

const folders: Readonly<Record<string, string>> = {
  'base-notebook': '/home/jovyan',
  'minimal-notebook': '/home/jovyan',
  'scipy-notebook': '/home/jovyan',
  bun: '/home/bun/app',
  composer: '/app',
  drupal: '/opt/drupal',
  golang: '/go',
  gradle: '/home/gradle',
  httpd: '/usr/local/apache2',
  jetty: '/var/lib/jetty',
  micromamba: '/tmp',
  php: '/var/www/html',
  pytorch: '/workspace',
  redis: '/data',
  tomcat: '/usr/local/tomcat',
  wordpress: '/var/www/html',
};

/** Whoever else calls an image `node` or `debian` has put into it what they like. */
const publishers =
  /^(library|docker\/library|almalinux|amazonlinux|archlinux|centos|clearlinux|condaforge|continuumio|debian|denoland|dotnet(\/core)?|fedora|fedora-minimal|jenkins|jupyter|mambaorg|nvidia|opensuse|oraclelinux|os|oven|playwright|pytorch|quay\.io|redhat|rocker|rockylinux|tensorflow|ubi\d+(-minimal)?|ubuntu|bci|suse)$/;

/** True for an image of those who made its name known, and for `scratch`: whatever else is built may set any variable. */
export function isKnownImage({ user }: Base): boolean {
  return user !== undefined;
}

/** What `$HOME` is outside of a shell where no ENV of the file sets it: hardly ever the home that a shell has. */
export function homeForBuildKit({ user }: Base): string {
  return user === 'root' ? '' : opaque('$HOME of the image');
}

/** What is known of the image that a stage is built from; nothing much for `scratch` and for names that nobody knows. */
export function baseOf(image: string | undefined): Base {
  const name = image ?? '';
  let base = known.get(name);
  if (!base) {
    base = readBase(image);
    // Names are few in what people write; texts that nobody wrote may have any number of them.
    if (known.size >= mostKnown) {
      known.clear();
    }
    known.set(name, base);
  }
  return base;
}

const mostKnown = 200;
const known = new Map<string, Base>();

function readBase(image: string | undefined): Base {
  const reference = parseImageReference(image ?? '');
  const name = nameIn(reference.path.text);
  const tag = reference.tag?.text.toLowerCase() ?? '';
  const family = familyOf(name, tag);
  const node = name === 'node';
  const isKnown = image === 'scratch' || isPublished(reference.path.text, name);
  const release = releaseOfImage(name, tag, family);
  return {
    family,
    release,
    shell:
      family === 'alpine' ? 'ash' : family === 'redhat' || family === 'suse' || family === 'arch' ? 'bash' : 'dash',
    plain: plainNames.test(name),
    keepsManuals: release?.id === 'debian' && !/slim/.test(tag),
    hasTools: full.test(name) && family === 'debian' && !/slim/.test(tag),
    variables: new Map(Object.entries({ PATH: path, ...lookUp(variablesByName, name) })),
    accounts: new Map(
      Object.entries({ ...commonHomes, ...lookUp(homesByName, name) }).map(([account, home]) => [
        account,
        { home, exists: home !== '/nonexistent' },
      ]),
    ),
    user: isKnown ? (lookUp(users, name) ?? 'root') : undefined,
    folder: isKnown ? (lookUp(folders, name) ?? '/') : undefined,
    packageCache: family === 'redhat' ? packageCacheOf(name, tag) : undefined,
    python: name === 'python' ? /^3\.\d+/.exec(tag)?.[0] : undefined,
    hasPip: /^(python|pypy)$/.test(name),
    hasNewPip: name === 'python' && !reference.digest && bringsNewPip(tag),
    npmCompiles: node && bringsNewNpm(tag),
    yarnCompiles: node,
  };
}

/**
 * The last part of a path; images of AWS Lambda are called by their names on Docker Hub, since they are no `python`, and
 * the Ruby of development containers comes from rvm.
 */
function nameIn(path: string): string {
  const name = nameOf(path).toLowerCase();
  return path.startsWith('lambda/')
    ? `aws-lambda-${name}`
    : path === 'devcontainers/ruby'
      ? 'devcontainers-ruby'
      : name;
}

/** True for an image of the tables above that comes from those who made it known. */
function isPublished(path: string, name: string): boolean {
  const publisher = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
  return families.some(([, names]) => names.test(name)) && (publisher === '' || publishers.test(publisher));
}

/** Plain images are named after what they are; those of languages are built from Debian or Alpine. */
function releaseOfImage(name: string, tag: string, family: Base['family']): Release | undefined {
  if (plainNames.test(name)) {
    return releaseOf(name, tag, true);
  }
  const isBuiltFrom = family === 'alpine' || (family === 'debian' && full.test(name));
  return isBuiltFrom ? releaseOf(family, tag, false) : undefined;
}

function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function familyOf(name: string, tag: string): Base['family'] {
  if (/(^|-)alpine/.test(tag) || name.startsWith('alpine')) {
    return 'alpine';
  }
  if (
    /(^|[-.])(ubi\d?|el\d|fedora|rockylinux\d|oraclelinux\d|centos\d|amazonlinux\d|amzn\d*|al2(023)?)($|[-.])/.test(tag)
  ) {
    return 'redhat';
  }
  return families.find(([, names]) => names.test(name))?.[0];
}

/** Fedora has dnf 5 since 41; CentOS 7, Amazon Linux 2 and older have yum; microdnf, also that of AWS Lambda, keeps yum's folder. */
function packageCacheOf(name: string, tag: string): string | undefined {
  const version = Number.parseInt(tag, 10);
  if (name.startsWith('fedora')) {
    return Number.isNaN(version) || version >= 41 ? '/var/cache/libdnf5' : '/var/cache/dnf';
  }
  if (name.endsWith('-minimal') || /(^|-)minimal/.test(tag) || name.startsWith('aws-lambda-')) {
    return '/var/cache/yum';
  }
  if ((name === 'centos' || name === 'oraclelinux') && version <= 7) {
    return '/var/cache/yum';
  }
  if (name === 'amazonlinux' && version <= 2) {
    return '/var/cache/yum';
  }
  return '/var/cache/dnf';
}

/** A Python that gets no more than security fixes keeps the pip of that time, and so does an image that never changes. */
function bringsNewPip(tag: string): boolean {
  const [, minor, patch] = /^3(?:\.(\d+)(\.\d+)?)?(?=-|$)/.exec(tag) ?? [];
  return patch === undefined && (minor === undefined ? !/^[012]|^3\./.test(tag) : Number(minor) >= 13);
}

/** The node images have npm 10.9 or newer since version 22. */
function bringsNewNpm(tag: string): boolean {
  const version = Number.parseInt(tag, 10);
  return Number.isNaN(version)
    ? !/^(argon|boron|carbon|dubnium|erbium|fermium|gallium|hydrogen|iron)/.test(tag)
    : version >= 22;
}
