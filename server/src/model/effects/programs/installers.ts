import { wordsSpan } from '../changes';
import type { Program } from '../machine';
import { update } from '../managers/apt';

/** Scripts that many pipe into a shell and that fetch the package lists of apt. */
const fetchLists =
  /^https?:\/\/([^/]+\/setup_(\d+|lts|current)\.x|get\.docker\.com|apt\.llvm\.org\/llvm\.sh|packagecloud\.io\/install\/.*\.deb\.sh|packages\.gitlab\.com\/install\/.*\.deb\.sh|dl\.cloudsmith\.io\/.*\.deb\.sh|raw\.githubusercontent\.com\/nodesource\/distributions\/.*\/deb\/setup)/;

/** A shell without a script of its own runs what comes in. */
const shell: Program = (call) => {
  const address = call.input?.address;
  if (address !== undefined && fetchLists.test(address) && call.machine.base.family !== 'redhat') {
    update(call, '/var/lib/apt/lists', wordsSpan(call));
  }
  call.output.writeUnknown(1_000);
  return undefined;
};

const playwright: Program = (call) => {
  const words = call.args.map((it) => it.text);
  if (words.includes('install-deps') || words.includes('--with-deps')) {
    update(call, '/var/lib/apt/lists', wordsSpan(call));
  }
  return undefined;
};

/** Programs that install by way of others. */
export const installers: Readonly<Record<string, Program>> = {
  sh: shell,
  bash: shell,
  dash: shell,
  ash: shell,
  zsh: shell,
  playwright,
};
