// Makes a smaller fixture of a real image without harm to its digests: the contents of large files become their first
// kilobytes again and again, and every digest, name and size that follows from that is renewed, in the archive and in
// its truth. All else stays as the engine wrote it.
//
//   node test/support/slimImage.mjs IMAGE.tar[.gz] OUT.tar[.gz] [TRUTH.json[.gz] …]
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';

const [input, output, ...truths] = process.argv.slice(2);
if (!output) {
  console.error('usage: node test/support/slimImage.mjs IMAGE.tar[.gz] OUT.tar[.gz] [TRUTH.json[.gz] …]');
  process.exit(2);
}
const largeBytes = 500_000;
const patternBytes = 8192;
/** New digests and sizes of blobs by their old digests, in hexadecimal. */
const renewed = new Map();
const archive = unpacked(readFileSync(input));
const files = [...entriesOf(archive)].map(({ header, name, body }) => ({
  header,
  name,
  old: body,
  body: slimmed(body),
}));
for (let changed = true; changed; ) {
  changed = false;
  for (const file of files) {
    const body = looksLikeJson(file.old) ? Buffer.from(withNewDigests(file.old.toString())) : file.body;
    changed ||= !body.equals(file.body);
    file.body = body;
    if (!body.equals(file.old)) {
      renew(file.old, body);
    }
  }
}
const tar = Buffer.concat([...files.flatMap(packed), Buffer.alloc(1024)]);
const padded = Buffer.concat([tar, Buffer.alloc((10240 - (tar.length % 10240)) % 10240)]);
write(output, padded);
for (const truth of truths) {
  write(truth, Buffer.from(withNewTruth(unpacked(readFileSync(truth)).toString())));
}
console.log(`${renewed.size} digests renewed, ${padded.length} bytes as a tar`);

/** A layer with its large files slimmed, compressed as it was; anything else unchanged. */
function slimmed(body) {
  const isGzip = body[0] === 0x1f && body[1] === 0x8b;
  const layer = Buffer.from(isGzip ? gunzipSync(body) : body);
  if (layer.toString('latin1', 257, 262) !== 'ustar') {
    return body;
  }
  const before = Buffer.from(layer);
  for (const entry of entriesOf(layer)) {
    for (let at = patternBytes; entry.body.length > largeBytes && at < entry.body.length; at += patternBytes) {
      entry.body.copy(entry.body, at, 0, Math.min(patternBytes, entry.body.length - at));
    }
  }
  if (layer.equals(before)) {
    return body;
  }
  renew(before, layer);
  return isGzip ? gzipSync(layer, { level: 9 }) : layer;
}

function renew(old, body) {
  renewed.set(sha256(old), { digest: sha256(body), size: body.length });
}

function withNewDigests(text) {
  return text
    .replace(/("digest":\s*"sha256:([0-9a-f]{64})",\s*"size":\s*)\d+/g, (all, before, digest) =>
      renewed.has(digest) ? `${before}${renewed.get(digest).size}` : all,
    )
    .replace(/[0-9a-f]{64}/g, (digest) => renewed.get(digest)?.digest ?? digest);
}

/** The truth names blobs by digest with their size beside it, and tells how large the archive is. */
function withNewTruth(text) {
  return text
    .replace(/("blobDigest":\s*"sha256:([0-9a-f]{64})",[^{}]*?"blobSize":\s*)\d+/g, (all, before, digest) =>
      renewed.has(digest) ? `${before}${renewed.get(digest).size}` : all,
    )
    .replace(/("(?:fileSize|outerTarSize)":\s*)\d+/g, `$1${padded.length}`)
    .replace(/[0-9a-f]{64}/g, (digest) => renewed.get(digest)?.digest ?? digest);
}

function* entriesOf(bytes) {
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
    const header = bytes.subarray(at, at + 512);
    const type = header.toString('latin1', 156, 157);
    const size = '12345'.includes(type) ? 0 : Number.parseInt(header.toString('latin1', 124, 136), 8);
    const name = header.toString('latin1', 0, 100).replace(/\0.*$/s, '');
    yield { header, name, body: bytes.subarray(at + 512, at + 512 + size) };
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

/** An entry with its new name and size. */
function packed({ header, name, body }) {
  const block = Buffer.from(header);
  const newName = withNewDigests(name);
  if (newName.length !== name.length) {
    throw new Error('Digests have one length.');
  }
  block.write(newName, 0, 'latin1');
  block.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return [block, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
}

function looksLikeJson(body) {
  return body[0] === 0x7b || body[0] === 0x5b;
}

function unpacked(bytes) {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}

function write(name, bytes) {
  writeFileSync(name, name.endsWith('.gz') ? gzipSync(bytes, { level: 9 }) : bytes);
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
