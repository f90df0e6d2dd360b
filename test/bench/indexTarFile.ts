import { openImageInput } from '../../server/src/host/node/imageFiles';
import { ProblemList } from '../../server/src/image/problems';
import { scanRandomAccess } from '../../server/src/image/tar/drivers';
import { PathTable } from '../../server/src/image/tar/paths';
import { TarScanner } from '../../server/src/image/tar/scanner';

/** Indexes a plain tar file as the engine does; gives its entries and the bytes of memory that the index takes. */
export async function indexTarFile(path: string): Promise<{ count: number; bytes: number }> {
  const input = openImageInput(path);
  if (input.kind !== 'file') {
    throw new Error('not a file');
  }
  try {
    const paths = new PathTable();
    const scanner = new TarScanner(paths, new ProblemList(), path);
    await scanRandomAccess(scanner, input.source, { cancel: { cancelled: false }, onProgress() {} });
    scanner.entries.trim();
    return { count: scanner.entries.count, bytes: scanner.entries.byteLength + paths.byteLength };
  } finally {
    input.close();
  }
}
