import { bytesOf, file, sha256, type TarEntry, tar } from './tarBuilder';

/** A blob store with the descriptors of what is in it. */
export function ociBlobs() {
  const blobs = new Map<string, Uint8Array>();
  const add = (content: Uint8Array | object, mediaType: string, more: object = {}) => {
    const bytes = content instanceof Uint8Array ? content : bytesOf(JSON.stringify(content));
    const digest = `sha256:${sha256(bytes)}`;
    blobs.set(`blobs/${digest.replace(':', '/')}`, bytes);
    return { mediaType, digest, size: bytes.length, ...more };
  };
  const image = (
    layers: readonly { bytes: Uint8Array; mediaType?: string; more?: object }[],
    more: object = {},
    config: object = {},
  ) =>
    add(
      {
        schemaVersion: 2,
        config: add(
          {
            os: 'linux',
            architecture: 'amd64',
            rootfs: { type: 'layers', diff_ids: layers.map(({ bytes }) => `sha256:${sha256(bytes)}`) },
            ...config,
          },
          'application/vnd.oci.image.config.v1+json',
        ),
        layers: layers.map(({ bytes, mediaType = 'application/vnd.oci.image.layer.v1.tar', more: extra }) =>
          add(bytes, mediaType, extra),
        ),
      },
      'application/vnd.oci.image.manifest.v1+json',
      more,
    );
  const entries = (manifests: readonly object[]): TarEntry[] => [
    file('oci-layout', '{"imageLayoutVersion":"1.0.0"}'),
    ...[...blobs].map(([name, bytes]) => file(name, bytes)),
    file('index.json', JSON.stringify({ schemaVersion: 2, manifests })),
  ];
  return { blobs, add, image, entries, archive: (...manifests: object[]) => tar(...entries(manifests)) };
}

/** The annotation that gives an image a name. */
export const named = (name: string, more: object = {}) => ({
  annotations: { 'org.opencontainers.image.ref.name': name },
  ...more,
});
