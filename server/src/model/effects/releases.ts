/** What `/etc/os-release` of an image says, as far as the image's name tells. */
export interface Release {
  /** `ID`, as in `debian`. */
  readonly id: string;
  /** The lines of the file that are known. */
  readonly text: string;
  /** The only file that names the sources of apt; undefined when it cannot be told. */
  readonly sources: string | undefined;
}

/** Codenames of Debian and Ubuntu by their version. */
const codenames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  debian: { '9': 'stretch', '10': 'buster', '11': 'bullseye', '12': 'bookworm', '13': 'trixie', '14': 'forky' },
  ubuntu: {
    '16.04': 'xenial',
    '18.04': 'bionic',
    '20.04': 'focal',
    '22.04': 'jammy',
    '24.04': 'noble',
    '26.04': 'resolute',
  },
};

const ids: Readonly<Record<string, string>> = {
  'fedora-minimal': 'fedora',
  rockylinux: 'rocky',
  amazonlinux: 'amzn',
  oraclelinux: 'ol',
  archlinux: 'arch',
  leap: 'opensuse-leap',
  tumbleweed: 'opensuse-tumbleweed',
};

/**
 * The release that an image is made of.
 *
 * @param distribution The name of a plain image of a distribution, or `debian` or `alpine` for what is built from them.
 * @param tag In small letters.
 * @param isPlain Whether the tag counts the releases of the distribution.
 */
export function releaseOf(distribution: string, tag: string, isPlain: boolean): Release {
  const id = ids[distribution] ?? distribution;
  const known = Object.entries(codenames[id] ?? {});
  const [version = '', codename = ''] =
    known.find(([number, name]) => tag.split('-').includes(name) || (isPlain && startsWithVersion(tag, number))) ?? [];
  const lines = [`ID=${id}`];
  if (version !== '') {
    lines.push(`VERSION_ID="${version}"`, `VERSION_CODENAME=${codename}`);
    lines.push(`PRETTY_NAME="${id === 'debian' ? 'Debian GNU/Linux' : 'Ubuntu'} ${version} (${codename})"`);
  } else if (isPlain && /^\d[\d.]*$/.test(tag)) {
    lines.push(`VERSION_ID="${tag}"`);
  }
  return { id, text: `${lines.join('\n')}\n`, sources: sourcesOf(id, Number.parseFloat(version)) };
}

/** Debian has a file of the newer form since 12, Ubuntu since 24.04. */
function sourcesOf(id: string, version: number): string | undefined {
  const firstOfNew = id === 'debian' ? 12 : 24;
  if (Number.isNaN(version)) {
    return undefined;
  }
  return version >= firstOfNew ? `/etc/apt/sources.list.d/${id}.sources` : '/etc/apt/sources.list';
}

/** Whether a release is known to come before the first one of its distribution that has something. */
export function isOlder(release: Release | undefined, first: Readonly<Record<string, number>>): boolean {
  const version = Number.parseFloat(/^VERSION_ID="([^"]*)"/m.exec(release?.text ?? '')?.[1] ?? '');
  return version < (first[release?.id ?? ''] ?? 0);
}

function startsWithVersion(tag: string, version: string): boolean {
  return tag.startsWith(version) && /^($|[-.])/.test(tag.slice(version.length));
}
