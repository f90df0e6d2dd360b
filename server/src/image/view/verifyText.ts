import type { Verified } from '../verify/verifyArchive';
import { counted } from './sizes';

/** What verifying has shown, as sentences. */
export function verifySentence({
  checked,
  wrong,
  unchecked,
}: Pick<Verified, 'checked' | 'wrong' | 'unchecked'>): string {
  const layers = counted(checked, 'layer', 'layers');
  const verdict =
    checked === 0
      ? 'No layer could be compared with a digest.'
      : wrong > 0
        ? `${wrong} of ${layers} ${wrong === 1 ? 'is' : 'are'} not what ${wrong === 1 ? 'its digest says' : 'their digests say'}.`
        : checked === 1
          ? 'The layer is what its digest says.'
          : `All ${layers} are what their digests say.`;
  return unchecked > 0 && checked > 0
    ? `${verdict} Of ${counted(unchecked, 'layer', 'layers')} no digest is known, or not all of it is there.`
    : verdict;
}
