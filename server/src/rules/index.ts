// Made by scripts/generate.mjs from the files beside it.
import { addInsteadOfCopy } from './add-instead-of-copy';
import { apkCacheLeftBehind } from './apk-cache-left-behind';
import { aptCacheLeftBehind } from './apt-cache-left-behind';
import { aptInScript } from './apt-in-script';
import { aptListsLeftBehind } from './apt-lists-left-behind';
import { archiveCopiedToUnpack } from './archive-copied-to-unpack';
import { argumentOutOfScope } from './argument-out-of-scope';
import { argumentShadowedByEnv } from './argument-shadowed-by-env';
import { asInOtherCase } from './as-in-other-case';
import { bashSyntaxInSh } from './bash-syntax-in-sh';
import { bunCacheLeftBehind } from './bun-cache-left-behind';
import { cargoCacheLeftBehind } from './cargo-cache-left-behind';
import { cdInsteadOfWorkdir } from './cd-instead-of-workdir';
import { compileCacheLeftBehind } from './compile-cache-left-behind';
import { composerCacheLeftBehind } from './composer-cache-left-behind';
import { condaCacheLeftBehind } from './conda-cache-left-behind';
import { consecutiveRun } from './consecutive-run';
import { constantPlatformInFrom } from './constant-platform-in-from';
import { copyOfIgnoredFile } from './copy-of-ignored-file';
import { copyOfWholeRoot } from './copy-of-whole-root';
import { corepackCacheLeftBehind } from './corepack-cache-left-behind';
import { cpanCacheLeftBehind } from './cpan-cache-left-behind';
import { curlAndWget } from './curl-and-wget';
import { directiveNotLowerCase } from './directive-not-lower-case';
import { dnfCacheLeftBehind } from './dnf-cache-left-behind';
import { downloadPipedToShell } from './download-piped-to-shell';
import { duplicateCopy } from './duplicate-copy';
import { duplicateStageName } from './duplicate-stage-name';
import { emptyContinuationLine } from './empty-continuation-line';
import { envRefersToItself } from './env-refers-to-itself';
import { exposeProtocolNotLowerCase } from './expose-protocol-not-lower-case';
import { exposeWithHostPart } from './expose-with-host-part';
import { failingTrigger } from './failing-trigger';
import { gemCacheLeftBehind } from './gem-cache-left-behind';
import { gitFolderLeftBehind } from './git-folder-left-behind';
import { goCacheLeftBehind } from './go-cache-left-behind';
import { gradleCacheLeftBehind } from './gradle-cache-left-behind';
import { impossibleBaseImage } from './impossible-base-image';
import { impossibleStageReference } from './impossible-stage-reference';
import { impossibleValue } from './impossible-value';
import { instructionBeforeFrom } from './instruction-before-from';
import { invalidDefaultInFrom } from './invalid-default-in-from';
import { invalidLabelKey } from './invalid-label-key';
import { keywordNotUpperCase } from './keyword-not-upper-case';
import { labelAgainstSchema } from './label-against-schema';
import { latestTag } from './latest-tag';
import { legacyKeyValueFormat } from './legacy-key-value-format';
import { lostAtEndOfRun } from './lost-at-end-of-run';
import { luarocksCacheLeftBehind } from './luarocks-cache-left-behind';
import { maintainerDeprecated } from './maintainer-deprecated';
import { mavenCacheLeftBehind } from './maven-cache-left-behind';
import { missingArgument } from './missing-argument';
import { missingAssumeYes } from './missing-assume-yes';
import { missingCopySource } from './missing-copy-source';
import { missingFrom } from './missing-from';
import { missingHealthcheck } from './missing-healthcheck';
import { missingPipefail } from './missing-pipefail';
import { misspeltSuppression } from './misspelt-suppression';
import { mistakenJson } from './mistaken-json';
import { npmCacheLeftBehind } from './npm-cache-left-behind';
import { nugetCacheLeftBehind } from './nuget-cache-left-behind';
import { overriddenInstruction } from './overridden-instruction';
import { packedArchiveLeftBehind } from './packed-archive-left-behind';
import { pacmanCacheLeftBehind } from './pacman-cache-left-behind';
import { passwordInScript } from './password-in-script';
import { pdmCacheLeftBehind } from './pdm-cache-left-behind';
import { pipCacheLeftBehind } from './pip-cache-left-behind';
import { pipenvCacheLeftBehind } from './pipenv-cache-left-behind';
import { pnpmCacheLeftBehind } from './pnpm-cache-left-behind';
import { poetryCacheLeftBehind } from './poetry-cache-left-behind';
import { pointlessCommand } from './pointless-command';
import { recommendedPackagesInstalled } from './recommended-packages-installed';
import { redundantTargetPlatform } from './redundant-target-platform';
import { relativeDestination } from './relative-destination';
import { relativeWorkdir } from './relative-workdir';
import { remoteAddWithoutChecksum } from './remote-add-without-checksum';
import { removedInLaterLayer } from './removed-in-later-layer';
import { requiredVariableNotSet } from './required-variable-not-set';
import { reservedStageName } from './reserved-stage-name';
import { rootAtEnd } from './root-at-end';
import type { Rule } from './rule';
import { secretFileCopied } from './secret-file-copied';
import { secretInArgOrEnv } from './secret-in-arg-or-env';
import { severalSourcesWithoutSlash } from './several-sources-without-slash';
import { shReplaced } from './sh-replaced';
import { shellFormCommand } from './shell-form-command';
import { shellSyntaxInExecForm } from './shell-syntax-in-exec-form';
import { shellcheck } from './shellcheck';
import { sourcesBeforeInstall } from './sources-before-install';
import { stageNameNotLowerCase } from './stage-name-not-lower-case';
import { statusOfLastInPipe } from './status-of-last-in-pipe';
import { sudoInBuild } from './sudo-in-build';
import { swallowedInstruction } from './swallowed-instruction';
import { syntaxError } from './syntax-error';
import { temporaryFilesLeftBehind } from './temporary-files-left-behind';
import { undecodableBytes } from './undecodable-bytes';
import { undefinedVariable } from './undefined-variable';
import { undescribedDefinition } from './undescribed-definition';
import { undigestedImage } from './undigested-image';
import { unguardedCd } from './unguarded-cd';
import { unknownInstruction } from './unknown-instruction';
import { unpackedArchiveLeftBehind } from './unpacked-archive-left-behind';
import { unpinnedPackage } from './unpinned-package';
import { unquotedVariableInRm } from './unquoted-variable-in-rm';
import { untaggedImage } from './untagged-image';
import { untrustedRegistry } from './untrusted-registry';
import { unusedArgument } from './unused-argument';
import { unusedSuppression } from './unused-suppression';
import { unverifiedDownload } from './unverified-download';
import { updateWithoutInstall } from './update-without-install';
import { userByName } from './user-by-name';
import { useraddWithoutNoLogInit } from './useradd-without-no-log-init';
import { uvCacheLeftBehind } from './uv-cache-left-behind';
import { verificationDisabled } from './verification-disabled';
import { virtualenvWheelsLeftBehind } from './virtualenv-wheels-left-behind';
import { volatileInstructionEarly } from './volatile-instruction-early';
import { wgetProgressBar } from './wget-progress-bar';
import { worldWritable } from './world-writable';
import { yarnCacheLeftBehind } from './yarn-cache-left-behind';
import { zypperCacheLeftBehind } from './zypper-cache-left-behind';
import { zypperDistUpgrade } from './zypper-dist-upgrade';

/** Every rule, sorted by id. */
export const rules: readonly Rule[] = [
  addInsteadOfCopy,
  apkCacheLeftBehind,
  aptCacheLeftBehind,
  aptInScript,
  aptListsLeftBehind,
  archiveCopiedToUnpack,
  argumentOutOfScope,
  argumentShadowedByEnv,
  asInOtherCase,
  bashSyntaxInSh,
  bunCacheLeftBehind,
  cargoCacheLeftBehind,
  cdInsteadOfWorkdir,
  compileCacheLeftBehind,
  composerCacheLeftBehind,
  condaCacheLeftBehind,
  consecutiveRun,
  constantPlatformInFrom,
  copyOfIgnoredFile,
  copyOfWholeRoot,
  corepackCacheLeftBehind,
  cpanCacheLeftBehind,
  curlAndWget,
  directiveNotLowerCase,
  dnfCacheLeftBehind,
  downloadPipedToShell,
  duplicateCopy,
  duplicateStageName,
  emptyContinuationLine,
  envRefersToItself,
  exposeProtocolNotLowerCase,
  exposeWithHostPart,
  failingTrigger,
  gemCacheLeftBehind,
  gitFolderLeftBehind,
  goCacheLeftBehind,
  gradleCacheLeftBehind,
  impossibleBaseImage,
  impossibleStageReference,
  impossibleValue,
  instructionBeforeFrom,
  invalidDefaultInFrom,
  invalidLabelKey,
  keywordNotUpperCase,
  labelAgainstSchema,
  latestTag,
  legacyKeyValueFormat,
  lostAtEndOfRun,
  luarocksCacheLeftBehind,
  maintainerDeprecated,
  mavenCacheLeftBehind,
  missingArgument,
  missingAssumeYes,
  missingCopySource,
  missingFrom,
  missingHealthcheck,
  missingPipefail,
  misspeltSuppression,
  mistakenJson,
  npmCacheLeftBehind,
  nugetCacheLeftBehind,
  overriddenInstruction,
  packedArchiveLeftBehind,
  pacmanCacheLeftBehind,
  passwordInScript,
  pdmCacheLeftBehind,
  pipCacheLeftBehind,
  pipenvCacheLeftBehind,
  pnpmCacheLeftBehind,
  poetryCacheLeftBehind,
  pointlessCommand,
  recommendedPackagesInstalled,
  redundantTargetPlatform,
  relativeDestination,
  relativeWorkdir,
  remoteAddWithoutChecksum,
  removedInLaterLayer,
  requiredVariableNotSet,
  reservedStageName,
  rootAtEnd,
  secretFileCopied,
  secretInArgOrEnv,
  severalSourcesWithoutSlash,
  shReplaced,
  shellFormCommand,
  shellSyntaxInExecForm,
  shellcheck,
  sourcesBeforeInstall,
  stageNameNotLowerCase,
  statusOfLastInPipe,
  sudoInBuild,
  swallowedInstruction,
  syntaxError,
  temporaryFilesLeftBehind,
  undecodableBytes,
  undefinedVariable,
  undescribedDefinition,
  undigestedImage,
  unguardedCd,
  unknownInstruction,
  unpackedArchiveLeftBehind,
  unpinnedPackage,
  unquotedVariableInRm,
  untaggedImage,
  untrustedRegistry,
  unusedArgument,
  unusedSuppression,
  unverifiedDownload,
  updateWithoutInstall,
  userByName,
  useraddWithoutNoLogInit,
  uvCacheLeftBehind,
  verificationDisabled,
  virtualenvWheelsLeftBehind,
  volatileInstructionEarly,
  wgetProgressBar,
  worldWritable,
  yarnCacheLeftBehind,
  zypperCacheLeftBehind,
  zypperDistUpgrade,
];
