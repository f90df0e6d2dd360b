import type { ShellWord } from '../../shell/script';
import type { RunCall } from '../runs';
import type { PackageCall, PackageManager } from './programs';
import { readPackageCall } from './programs';

/** A package that a command installs in whatever version there is on that day. */
export interface UnpinnedPackage {
  readonly manager: PackageManager;
  readonly word: ShellWord;
  /** How a version is written for this manager. */
  readonly example: string;
}

/**
 * The packages without a version in a call that installs some. Local files, addresses, options and their values are
 * none, neither is what is only known at the time of running and may hold a version: `$PACKAGES`, `foo-$VERSION`.
 */
export function unpinnedPackages(call: RunCall): readonly UnpinnedPackage[] {
  const read = readInstall(call);
  return read && !read.policy.isExempt?.(read.call)
    ? read.operands
        .filter(({ value }) => !read.policy.isPinned.test(value!))
        .map((word) => ({ manager: read.call.manager, word, example: read.policy.example }))
    : [];
}

/** The packages that a call installs in a version that it names, also as a range. */
export function pinnedOperands(call: RunCall): readonly Pick<UnpinnedPackage, 'manager' | 'word'>[] {
  const read = readInstall(call);
  return read
    ? read.operands
        .filter(({ value }) => read.policy.isPinned.test(value!))
        .map((word) => ({ manager: read.call.manager, word }))
    : [];
}

/** A call that installs something, with the words that hide nothing. */
function readInstall(
  given: RunCall,
): { readonly call: PackageCall; readonly policy: Policy; readonly operands: readonly ShellWord[] } | undefined {
  const call = readPackageCall(given);
  const policy = call && Object.hasOwn(policies, call.manager) ? policies[call.manager] : undefined;
  return call && policy?.verbs.test(call.verb)
    ? { call, policy, operands: (policy.operandsOf?.(call) ?? call.operands).filter(isFixed) }
    : undefined;
}

interface Policy {
  readonly verbs: RegExp;
  readonly isPinned: RegExp;
  readonly example: string;
  isExempt?(call: PackageCall): boolean;
  operandsOf?(call: PackageCall): readonly ShellWord[];
}

const policies: Readonly<Record<string, Policy>> = {
  apt: {
    verbs: /^install$/,
    // A dash at the end removes the package instead.
    isPinned: /[=/]|\.deb$|-$/,
    example: 'name=version',
  },
  apk: { verbs: /^add$/, isPinned: /[=~<>]|\.apk$|^!/, example: 'name=version' },
  dnf: {
    verbs: /^(install|in|swap)$/,
    operandsOf: ({ verb, operands }) => (verb === 'swap' ? takenInSwap(operands) : operands),
    isPinned: /\.rpm$|^@|[/:=<>]|-\d[\w.~^+:]*(-[\w.~^+]+)?(\.(x86_64|noarch|aarch64|i686))?$/,
    example: 'name-version',
  },
  zypper: { verbs: /^(install|in)$/, isPinned: /[=<>]|\.rpm$|:\/\/|^[!-]|^[./]/, example: 'name=version' },
  pip: {
    verbs: /^install$/,
    isPinned:
      /[=<>~!]=|[<>]|(^|\s)@ |@\s*(git|https?|file)|\.(whl|zip|tar\.\w+|tgz)$|^[./~]|^(git|hg|svn|bzr)\+.*@|^https?:|^[^+]*\//,
    example: 'name==version',
    isExempt: ({ args }) => args.has('c', 'constraint'),
  },
  npm: {
    verbs: /^(install|i|add)$/,
    isPinned: /^(@[^/]+\/)?[^@/]+@(?!latest$|next$).+|#|^([./~]|file:|https?:)|\.(tgz|tar|tar\.gz)$/,
    example: 'name@version',
  },
  gem: {
    verbs: /^(install|i)$/,
    isPinned: /:|\.gem$/,
    example: 'name:version',
    isExempt: ({ args }) => args.has('v', 'version'),
    operandsOf: ({ operands, call }) => beforeBuildOptions(operands, call),
  },
  go: {
    verbs: /^(install|get|run)$/,
    isPinned: /^[./]|^\w+$|@(?!latest$|none$|upgrade$).+|\.go$/,
    example: 'module@version',
    operandsOf: goPackages,
  },
};

/** True when nothing in a word hides what it stands for; brackets name the extras of a Python package. */
function isFixed({ value, parts }: ShellWord): boolean {
  return (
    value !== undefined && value !== '' && parts.every(({ kind, text }) => kind !== 'glob' || text.startsWith('['))
  );
}

/** `swap OLD NEW`, or with all words `swap -- remove OLD -- install NEW…`. */
function takenInSwap(operands: readonly ShellWord[]): readonly ShellWord[] {
  return operands.slice(operands.findIndex(({ value }) => value === 'install') + 1 || 1);
}

/** Behind `--` stand options for the compiler. */
function beforeBuildOptions(operands: readonly ShellWord[], { program }: RunCall): readonly ShellWord[] {
  const end = program.args.find(({ value }) => value === '--');
  return end ? operands.filter(({ span }) => span.start < end.span.start) : operands;
}

const goValues =
  /^--?(C|p|o|asmflags|buildmode|buildvcs|compiler|covermode|coverpkg|exec|gccgoflags|gcflags|installsuffix|ldflags|mod|modfile|overlay|pgo|pkgdir|tags|toolexec)$/;

/** Options of go have one dash and long names; behind the program of `go run` stand its own arguments. */
function goPackages({ call, verb, verbWord }: PackageCall): readonly ShellWord[] {
  const { args } = call.program;
  const packages: ShellWord[] = [];
  for (let at = args.indexOf(verbWord) + 1; at < args.length; at++) {
    const text = args[at]!.value ?? args[at]!.text;
    if (goValues.test(text)) {
      at++;
    } else if (!text.startsWith('-')) {
      packages.push(args[at]!);
      if (verb === 'run') {
        break;
      }
    }
  }
  return packages;
}
