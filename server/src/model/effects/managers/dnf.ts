import { packageOptions } from '../../packages/options';
import type { Arguments } from '../arguments';
import { readArguments } from '../arguments';
import { noteAttempt, removeCause, wordsSpan } from '../changes';
import type { Call, Program } from '../machine';
import { installPackages, removePackages } from '../packages';
import { markUnpacked } from '../programs/unpacking';
import { unknownName } from '../symbols';
import { writeCache } from './cacheProgram';

const fetching =
  /^(install|in|localinstall|upgrade|up|update|upgrade-minimal|up-min|update-minimal|reinstall|rei|downgrade|group|groupinstall|groupupdate|module|makecache|mc|check-update|check-upgrade|distro-sync|dsync|dup|swap|builddep|search|info|list|repoquery|rq|provides|download|debuginfo-install)$/;

const installing = /^(install|in|localinstall|reinstall|rei|swap|builddep)$/;

const dnf: Program = (call) => {
  const args = readArguments(call.args, packageOptions.dnf);
  const verb = args.operands[0];
  const text = verb?.text ?? '';
  const names = args.operands.slice(1).map((it) => it.text);
  const span = wordsSpan(call, verb?.word.span);
  if (text === 'clean') {
    clean(call, names);
  } else if (/^(remove|erase|rm|autoremove)$/.test(text)) {
    removePackages(call, 'dnf', names, wordsSpan(call));
  } else if (fetching.test(text) && !args.has('C', 'cacheonly')) {
    const { path, shown, cleanup } = placeOf(call, args);
    writeCache(call, { cause: 'dnf-cache', cleanup }, [{ path: `${path}/metadata`, shown, size: 30_000_000 }], span);
  }
  if (installing.test(text)) {
    const files = names.filter((it) => it.endsWith('.rpm'));
    markUnpacked(
      call,
      files.map((it) => ({ text: it })),
    );
    installPackages(
      call,
      'dnf',
      names.filter((it) => !it.endsWith('.rpm')),
      span,
    );
  }
  call.output.writeUnknown(2_000);
  return text === 'check-update' ? 'unknown' : undefined;
};

/** `clean packages` and `clean expire-cache` leave the metadata, which is nearly all there is. */
function clean(call: Call, what: readonly string[]): void {
  if (what.some((it) => /^(all|metadata|dbcache)$/.test(it))) {
    removeCause(call, 'dnf-cache', wordsSpan(call));
  } else {
    noteAttempt(call, wordsSpan(call), [], 'other', 'dnf-cache');
  }
}

/** Where the cache lies: by setting, by base image, else in one of several folders that nobody knows here. */
function placeOf(call: Call, args: Arguments) {
  const root = args.value('installroot')?.replace(/\/+$/, '') ?? '';
  const set = args.values('setopt').map((it) => /^cachedir=(.+)/.exec(it)?.[1]);
  const known =
    set.find((it) => it !== undefined) ??
    (call.name === 'tdnf' ? '/var/cache/tdnf' : call.machine.base.packageCache) ??
    call.state.files.mounts.find((it) => usualFolder.test(it));
  const usual = call.name === 'yum' || call.name === 'microdnf' ? '/var/cache/yum' : '/var/cache/dnf';
  const shown = `${root}${known ?? usual}`;
  return {
    path: known === undefined ? `${root}/var/cache/${unknownName}` : shown,
    shown,
    cleanup: root === '' ? `${call.name} clean all` : `rm -rf ${shown}`,
  };
}

/** Who mounts one of these knows which it is. */
const usualFolder = /^\/var\/cache\/(yum|dnf|libdnf5)$/;

/** Programs of the package management of Fedora, Red Hat and their kin. */
export const dnfPrograms: Readonly<Record<string, Program>> = {
  dnf,
  dnf5: dnf,
  'dnf-3': dnf,
  microdnf: dnf,
  yum: dnf,
  tdnf: dnf,
};
