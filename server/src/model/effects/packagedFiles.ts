import type { FileTable } from './files';
import type { Installed } from './installed';
import type { Selection } from './nodes';
import type { ShellState } from './state';

/** Folders to which nearly every package of a distribution brings something. */
const ofAll = /^\/usr\/share\/(doc|man|info|locale|lintian)(\/|$)/;

/** Folders, and the packages to which most in them belongs. */
const places: readonly { readonly folder: RegExp; readonly packages: RegExp }[] = [
  { folder: /^\/usr\/share\/i18n(\/|$)/, packages: /^locales$/ },
  { folder: /^\/usr\/share\/zoneinfo(\/|$)/, packages: /^tzdata$/ },
  { folder: /^\/usr\/lib\/locale(\/|$)/, packages: /^locales-all$/ },
  { folder: /^\/usr\/share\/fonts(\/|$)/, packages: /^(ttf|otf|fonts)-/ },
  { folder: /^\/usr\/share\/perl\/5/, packages: /^perl(-modules.*)?$/ },
  { folder: /^\/usr\/share\/vim(\/|$)/, packages: /^vim(-runtime|-nox|-gtk3)?$/ },
  { folder: /^\/usr\/lib\/jvm(\/|$)/, packages: /^(openjdk|default-j(re|dk))/ },
  { folder: /^\/usr\/lib(\/\w+-linux-gnu)?(\/[^/]*\.l?a)?$/, packages: /-dev$|^(build-essential|gcc|g\+\+)/ },
  { folder: /^\/usr\/lib\/gcc(\/|$)/, packages: /^(build-essential|gcc|g\+\+|gfortran)/ },
  { folder: /^\/usr\/lib\/go-?[\d.]*(\/|$)/, packages: /^golang/ },
  { folder: /^\/usr\/lib\/python3(\.\d+)?(\/|$)/, packages: /^python3/ },
  { folder: /^\/usr\/lib\/ruby(\/|$)/, packages: /^ruby/ },
  { folder: /^\/usr\/lib\/postgresql(\/|$)/, packages: /^postgresql/ },
  { folder: /^\/usr\/lib\/llvm-?[\d.]*(\/|$)/, packages: /^(llvm|clang)/ },
  { folder: /^\/usr\/lib\/git-core(\/|$)/, packages: /^git$/ },
  { folder: /^\/usr\/lib\/file(\/|$)/, packages: /^(file|libmagic)/ },
  { folder: /^\/usr\/share\/nodejs(\/|$)/, packages: /^(npm|node-)/ },
];

const program = /^\/(?:usr\/)?s?bin\/([a-z0-9][a-z0-9+.-]+)$/;

/** Programs with the name of their package that are small, or links to what lies elsewhere. */
const smallPrograms =
  /^(cpp|dumb-init|file|g\+\+|gcc|java|jq|npm|nodejs|php|pip|python[\d.]*|ruby|supervisor|tini|vim|virtualenv|which|yarn)$/;

/**
 * The package whose files a pattern names, as a part of all that its installation has brought. What packages bring is
 * not kept file by file: only when a script turns to such a place, somebody asks for it.
 */
export function partOfPackage({ files }: ShellState, pattern: string): Selection | undefined {
  if (files.packages.wereNeverAny || !/^\/(usr|s?bin)\//.test(pattern) || files.isMounted(pattern)) {
    return undefined;
  }
  const node = holderOf(pattern, files)?.node;
  return node && { node, extent: 'part', exact: false, pattern };
}

function holderOf(pattern: string, files: FileTable): Installed | undefined {
  const name = program.exec(pattern)?.[1];
  if (name !== undefined) {
    return smallPrograms.test(name) ? undefined : files.packages.named(name);
  }
  const isOfAll = ofAll.test(pattern);
  const place = isOfAll ? undefined : places.find((it) => it.folder.test(pattern));
  if (!isOfAll && !place) {
    return undefined;
  }
  return files.findPackage((it) => (place ? it.manager === 'apt' && place.packages.test(it.name) : it.isDocumented));
}
