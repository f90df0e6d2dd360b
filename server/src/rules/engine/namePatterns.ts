import type { ImageReference } from '../../model/imageReference';

/** True when a name is what a pattern says, in which `*` stands for any characters. Takes time of their product at most. */
export function matchesPattern(name: string, pattern: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < name.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      resume = i;
    } else if (at < pattern.length && pattern[at] === name[i]) {
      at++;
      i++;
    } else if (star !== -1) {
      // The star takes one more character.
      at = star + 1;
      i = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') {
    at++;
  }
  return at === pattern.length;
}

/**
 * True when an image is meant by one of some patterns: by its name without tag and digest, as written or in full
 * (`alpine` is `docker.io/library/alpine`), in which `*` stands for any characters.
 */
export function isImageAmong({ registry, path }: ImageReference, patterns: readonly string[]): boolean {
  if (patterns.length === 0) {
    return false;
  }
  const onHub = registry === undefined || registry.text === 'docker.io';
  const short = onHub ? path.text.replace(/^library\//, '') : `${registry.text}/${path.text}`;
  const long = onHub ? `docker.io/${path.text.includes('/') ? '' : 'library/'}${path.text}` : short;
  return patterns.some((pattern) => matchesPattern(short, pattern) || matchesPattern(long, pattern));
}

/** Where images that a rule leaves alone are named: an option that several rules have. */
export const allowedImages = {
  type: 'array',
  items: { type: 'string' },
  default: [],
  description:
    'Images to leave alone, such as `alpine`, `registry.example.com/*` or `*/base`; `*` stands for any characters.',
} as const;
