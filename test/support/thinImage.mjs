// Makes a small fixture of a real image: the contents of files inside its plain layers become zeros, everything else
// stays as the engine wrote it, and the archive is compressed with gzip. Digests of layers no longer hold.
//
//   node test/support/thinImage.mjs IMAGE.tar OUT.tar.gz
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const [input, output] = process.argv.slice(2);
if (!input || !output) {
  console.error('usage: node test/support/thinImage.mjs IMAGE.tar OUT.tar.gz');
  process.exit(2);
}
const archive = readFileSync(input);
for (const file of bodiesIn(archive)) {
  if (file.length >= 512 && file.toString('latin1', 257, 262) === 'ustar') {
    for (const body of bodiesIn(file)) {
      body.fill(0);
    }
  }
}
writeFileSync(output, gzipSync(archive, { level: 9 }));

/** The bodies of regular files of a tar, as views of it; those of sparse files hold more than content and are left out. */
function* bodiesIn(tar) {
  let isSparse = false;
  for (let at = 0; at + 512 <= tar.length; ) {
    const header = tar.subarray(at, at + 512);
    const size = Number.parseInt(header.toString('latin1', 124, 136).replace(/\0.*$/s, '').trim() || '0', 8);
    const type = header.toString('latin1', 156, 157);
    const body = tar.subarray(at + 512, at + 512 + size);
    const hasBody = !'123456'.includes(type);
    if ((type === '0' || type === '\0') && !isSparse && header.some((byte) => byte !== 0)) {
      yield body;
    }
    isSparse = type === 'x' && body.includes('GNU.sparse');
    at += 512 + (hasBody ? Math.ceil(size / 512) * 512 : 0);
  }
}
