import { parseScriptFor } from '../../../shell/parse';
import { readArguments } from '../arguments';
import { absolute, wordsSpan } from '../changes';
import type { Program } from '../machine';
import { update } from '../managers/apt';
import { nameOf, parentOf } from '../paths';

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

/** Runs the scripts of a folder one after the other, by default those with a plain name. */
const runParts: Program = (call) => {
  const { operands, has, value } = readArguments(call.args, { short: 'au', long: ['arg', 'umask', 'regex'] });
  const folder = operands[0] && absolute(call, operands[0].text);
  if (folder === undefined || has('list', 'test')) {
    return undefined;
  }
  const isRun = value('regex') === undefined ? /^[\w-]+$/ : /./;
  const paths = call.state.files
    .select(folder)
    .map(({ node }) => node.path)
    .filter((it) => parentOf(it) === folder && isRun.test(nameOf(it)) && !it.includes("'"))
    .sort();
  if (paths.length > 0) {
    const script = paths.map((it) => `'${it}'`).join(has('exit-on-error') ? ' && ' : '; ');
    call.machine.run(parseScriptFor(script, wordsSpan(call)), call.state);
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
  'run-parts': runParts,
};
