import { nameOf } from './paths';
import { unknownName } from './symbols';

/** Findings begin above this many bytes. */
export const noticeable = 50_000;
/** Taken for what is surely large, and for what may be. */
export const large = 1_000_000;
/** Taken for scripts, settings and lists. */
export const small = 4_000;

const smallEndings = new Set(
  (
    'sh bash zsh fish ps1 bat cmd conf cnf cfg ini toml yaml yml json json5 xml properties env txt md rst adoc lock list ' +
    'sources repo key asc gpg pub pem crt cer csr sig sha256 sha512 md5 sum service timer socket rules tpl tmpl template ' +
    'j2 hcl tf gitignore dockerignore npmrc yarnrc pypirc py pyi rb pl php lua r js mjs cjs ts tsx jsx css html go rs c h cpp ' +
    'hpp java kt gradle kts groovy cs fs sql proto graphql mod sum gemspec gemfile rake cabal vim awk sed patch diff in ac am mk ' +
    'cmake spec control desktop cron crontab htaccess vcl lst pref local nix'
  ).split(' '),
);

const smallNames =
  /^(\.?docker-?entrypoint|entrypoint|gemfile|rakefile|makefile|dockerfile|procfile|pipfile|justfile|license|licence|readme|notice|authors|version|gradlew|mvnw|configure|manage|artisan|nginx|crontab|sudoers|supervisord|healthcheck|wait-for.*|wait-?for-?it|run|start|init|setup|install|bootstrap|startup|launch|entry|cmd|boot|build|post.?install|\.?bash_?rc|\.?profile|\.bash_.*|\.vimrc|\.zshrc|\.git-credentials|\.gitconfig|\.netrc|\.env.*|\.[a-z]+rc)$/i;

/** Guesses the bytes of a file, or of all in a folder, from its name alone. */
export function sizeByName(path: string): number {
  const name = nameOf(path);
  if (name === 'get-pip.py') {
    return large;
  }
  if (smallNames.test(name) || name.startsWith('Dockerfile')) {
    return small;
  }
  const dot = name.lastIndexOf('.');
  const ending = dot === -1 ? '' : name.slice(dot + 1).toLowerCase();
  return smallEndings.has(ending) || (dot > 0 && ending.includes(unknownName)) ? small : large;
}

/** True when a name ends like a file's and not like a folder's. */
export function looksLikeFile(path: string): boolean {
  return /[^/.][^/]*\.[A-Za-z0-9]{1,8}$/.test(nameOf(path)) && !/\.(d|git|app)$/.test(path);
}

const archiveEndings =
  /\.(tar|tgz|tbz2?|txz|tlz|tzst|tar\.(gz|bz2|xz|lz|lzma|zst|Z)|gz|bz2|xz|zst|lzma|zip|jar|war|7z|rar|deb|rpm|apk|whl|gem|nupkg|run)$/i;

/** True for the names of archives and packages. */
export function isArchiveName(path: string): boolean {
  return archiveEndings.test(path);
}

/** Names of folders that builds make anew, so that a COPY of sources hardly ever brings them. */
export function isBuildOutput(path: string): boolean {
  return /^(node_modules|dist|build|out|target|bin|obj|tmp|temp|log|logs|coverage|vendor|__pycache__|\.cache|\.next|\.nuxt|\.gradle|\.venv|venv|_build|\.pytest_cache|\.tox|\.eggs|.*\.egg-info)$/.test(
    nameOf(path),
  );
}
