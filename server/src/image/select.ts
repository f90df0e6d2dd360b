import type { ImageOutline } from './archive/archive';

/** Which images of an archive are meant; all of them when nothing is given. */
export interface ImageChoice {
  /** A name, the beginning of an image id, or `#INDEX`. */
  readonly image?: string | undefined;
  /** `OS/ARCH[/VARIANT]`. */
  readonly platform?: string | undefined;
}

/** The images that a choice means, in their order. */
export function selectImages<Image extends ImageOutline>(
  images: readonly Image[],
  { image, platform }: ImageChoice,
): Image[] {
  return images.filter(
    (each) => (image === undefined || isCalled(each, image)) && (platform === undefined || isFor(each, platform)),
  );
}

/** What a user can say to mean this image. */
export function describeImage({ index, names, platform }: ImageOutline): string {
  return [
    `#${index}`,
    ...(names.length > 0 ? [names.join(', ')] : []),
    ...(platform === null ? [] : [`(${platform})`]),
  ].join(' ');
}

function isCalled(image: ImageOutline, name: string): boolean {
  if (name.startsWith('#')) {
    return name === `#${image.index}`;
  }
  const wanted = familiarName(name);
  const isId = /^(?:sha256:)?[0-9a-f]{6,64}$/.test(name);
  return (
    image.names.some((each) => each === name || familiarName(each) === wanted) ||
    (isId && image.configDigest?.startsWith(`sha256:${name.replace(/^sha256:/, '')}`) === true)
  );
}

/** `docker.io/library/alpine` and `alpine:latest` are one name. */
function familiarName(name: string): string {
  const short = name.replace(/^(?:index\.)?docker\.io\/(?:library\/)?/, '');
  return /[:@][^/]*$/.test(short) ? short : `${short}:latest`;
}

/** Without a variant any variant will do. */
function isFor(image: ImageOutline, platform: string): boolean {
  return (
    image.platform === platform ||
    (platform.split('/').length === 2 && image.platform?.startsWith(`${platform}/`) === true)
  );
}
