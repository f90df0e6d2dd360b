import { nameOf } from './paths';

/** Findings begin above this many bytes. */
export const noticeable = 50_000;
/** Taken for what is surely large, and for what may be. */
export const large = 1_000_000;
/** Taken for scripts, settings and lists. */
export const small = 4_000;

/** Endings of files that are large as a rule; others are taken for scripts, settings and lists. */
const largeEndings = new Set(
  (
    'bin so a o lib dll exe msi run appimage elf dylib jar war ear class whl gem egg nupkg vsix zip tar gz tgz bz2 tbz tbz2 xz txz zst ' +
    'lz lzma 7z rar deb rpm apk pkg snap flatpak dmg cab iso img qcow2 vmdk vhd raw dat data db sqlite sqlite3 mdb dump bak csv tsv ' +
    'parquet arrow feather pack wasm node pt pth onnx h5 hdf5 pb tflite model ckpt safetensors gguf npy npz pkl pickle joblib mp3 ' +
    'mp4 mkv avi mov wav ogg flac webm png jpg jpeg gif tif tiff bmp webp psd ttf otf woff woff2 pdf doc docx xls xlsx ppt pptx ' +
    'blob pak cache swf pyc x86_64 aarch64 amd64 arm64'
  ).split(' '),
);

const smallNames =
  /^(\.?docker-?entrypoint|entrypoint|gemfile|rakefile|makefile|dockerfile.*|procfile|pipfile|justfile|license|licence|readme|notice|authors|version|gradlew|mvnw|configure|manage|artisan|nginx|crontab|sudoers|supervisord|healthcheck|wait-for.*|wait-?for-?it|run|start|init|setup|install|bootstrap|startup|launch|entry|cmd|boot|build|post.?install|authorized_keys|known_hosts|[\w.]*bashrc|[\w.]*profile|zshrc|vimrc|fstab|passwd|shadow|group|hosts|hostname|motd|environment)$/i;

/** Guesses the bytes of a file, or of all in a folder, from its name alone. */
export function sizeByName(path: string): number {
  // What a pattern has at its end says nothing of the ending.
  const name = nameOf(path).replace(/(?<=\.\w+)[*?\uE010\uE011\uE014]+$/, '');
  if (name === 'get-pip.py') {
    return large;
  }
  const dot = name.lastIndexOf('.');
  const ending = dot === -1 ? '' : name.slice(dot + 1).toLowerCase();
  if (dot === 0 && ending !== 'git' && ending !== 'cache') {
    // A hidden file holds settings, but nobody keeps settings in a folder for temporary files.
    return /^\/(var\/)?tmp\//.test(path) ? sizeByName(ending) : small;
  }
  if (smallNames.test(name)) {
    return small;
  }
  // Behind the last dot of `tool-1.4.2` there is no ending, and without one it may be a folder or a program.
  return /^[a-z_~*-][a-z0-9_~*-]{0,9}$/.test(ending) && !largeEndings.has(ending) && ending !== 'd' ? small : large;
}

const machineAtEnd = /[-_.](amd64|x86[-_]64|x64|arm64|aarch64|armv7\w*|i[36]86|s390x|ppc64le|riscv64)$/i;
/** Installers that carry what they install, such as those of Miniconda and CMake. */
const installer =
  /^(?:mini(?:conda|forge)|mambaforge|anaconda)\d*-|[-_.]linux[-_.](?:amd64|x86[-_]64|x64|arm64|aarch64)\.sh$/i;

/** Guesses the bytes of what is fetched under one name and saved under another. */
export function sizeOfDownload(path: string, nameThere: string): number {
  if (installer.test(nameThere)) {
    return large;
  }
  const told = sizeByName(nameThere);
  // A program for one kind of machine is no script, whatever it is called here.
  return machineAtEnd.test(nameThere) ? told : Math.min(sizeByName(path), told);
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
  return /^(node_modules|dist|build|out|target|bin|obj|tmp|temp|cache|caches|log|logs|coverage|vendor|__pycache__|\.cache|\.next|\.nuxt|\.gradle|\.venv|venv|_build|\.pytest_cache|\.tox|\.eggs|.*\.egg-info)$/.test(
    nameOf(path),
  );
}

/** Numbers with the endings that `head`, `dd`, `truncate` and `fallocate` know, in bytes. */
export function bytesOf(text: string | undefined): number | undefined {
  const match = /^(\d+)\s*([kKMGT]?)(i?B?|w|b)?$/.exec(text ?? '');
  if (!match) {
    return undefined;
  }
  const unit = match[3] === 'B' ? 1000 : 1024;
  const power = match[2] === '' ? 0 : 'kMGT'.indexOf(match[2] === 'K' ? 'k' : match[2]!) + 1;
  return Number(match[1]) * unit ** power;
}
