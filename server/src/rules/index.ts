// Made by scripts/generate.mjs from the files beside it.
import { apkCacheLeftBehind } from './apk-cache-left-behind';
import { aptCacheLeftBehind } from './apt-cache-left-behind';
import { aptListsLeftBehind } from './apt-lists-left-behind';
import { argumentOutOfScope } from './argument-out-of-scope';
import { argumentShadowedByEnv } from './argument-shadowed-by-env';
import { asInOtherCase } from './as-in-other-case';
import { cargoCacheLeftBehind } from './cargo-cache-left-behind';
import { compileCacheLeftBehind } from './compile-cache-left-behind';
import { composerCacheLeftBehind } from './composer-cache-left-behind';
import { condaCacheLeftBehind } from './conda-cache-left-behind';
import { constantPlatformInFrom } from './constant-platform-in-from';
import { copyOfIgnoredFile } from './copy-of-ignored-file';
import { cpanCacheLeftBehind } from './cpan-cache-left-behind';
import { directiveNotLowerCase } from './directive-not-lower-case';
import { dnfCacheLeftBehind } from './dnf-cache-left-behind';
import { duplicateStageName } from './duplicate-stage-name';
import { emptyContinuationLine } from './empty-continuation-line';
import { exposeProtocolNotLowerCase } from './expose-protocol-not-lower-case';
import { exposeWithHostPart } from './expose-with-host-part';
import { failingTrigger } from './failing-trigger';
import { gemCacheLeftBehind } from './gem-cache-left-behind';
import { gitFolderLeftBehind } from './git-folder-left-behind';
import { goCacheLeftBehind } from './go-cache-left-behind';
import { gradleCacheLeftBehind } from './gradle-cache-left-behind';
import { impossibleBaseImage } from './impossible-base-image';
import { impossibleStageReference } from './impossible-stage-reference';
import { instructionBeforeFrom } from './instruction-before-from';
import { invalidDefaultInFrom } from './invalid-default-in-from';
import { keywordNotUpperCase } from './keyword-not-upper-case';
import { legacyKeyValueFormat } from './legacy-key-value-format';
import { luarocksCacheLeftBehind } from './luarocks-cache-left-behind';
import { maintainerDeprecated } from './maintainer-deprecated';
import { mavenCacheLeftBehind } from './maven-cache-left-behind';
import { missingArgument } from './missing-argument';
import { missingFrom } from './missing-from';
import { misspeltSuppression } from './misspelt-suppression';
import { npmCacheLeftBehind } from './npm-cache-left-behind';
import { nugetCacheLeftBehind } from './nuget-cache-left-behind';
import { overriddenInstruction } from './overridden-instruction';
import { pacmanCacheLeftBehind } from './pacman-cache-left-behind';
import { pipCacheLeftBehind } from './pip-cache-left-behind';
import { pipenvCacheLeftBehind } from './pipenv-cache-left-behind';
import { pnpmCacheLeftBehind } from './pnpm-cache-left-behind';
import { poetryCacheLeftBehind } from './poetry-cache-left-behind';
import { redundantTargetPlatform } from './redundant-target-platform';
import { relativeWorkdir } from './relative-workdir';
import { removedInLaterLayer } from './removed-in-later-layer';
import { reservedStageName } from './reserved-stage-name';
import type { Rule } from './rule';
import { secretInArgOrEnv } from './secret-in-arg-or-env';
import { shellFormCommand } from './shell-form-command';
import { stageNameNotLowerCase } from './stage-name-not-lower-case';
import { syntaxError } from './syntax-error';
import { temporaryFilesLeftBehind } from './temporary-files-left-behind';
import { undecodableBytes } from './undecodable-bytes';
import { undefinedVariable } from './undefined-variable';
import { undescribedDefinition } from './undescribed-definition';
import { unknownInstruction } from './unknown-instruction';
import { unpackedArchiveLeftBehind } from './unpacked-archive-left-behind';
import { unusedArgument } from './unused-argument';
import { unusedSuppression } from './unused-suppression';
import { uvCacheLeftBehind } from './uv-cache-left-behind';
import { yarnCacheLeftBehind } from './yarn-cache-left-behind';
import { zypperCacheLeftBehind } from './zypper-cache-left-behind';

/** Every rule, sorted by id. */
export const rules: readonly Rule[] = [
  apkCacheLeftBehind,
  aptCacheLeftBehind,
  aptListsLeftBehind,
  argumentOutOfScope,
  argumentShadowedByEnv,
  asInOtherCase,
  cargoCacheLeftBehind,
  compileCacheLeftBehind,
  composerCacheLeftBehind,
  condaCacheLeftBehind,
  constantPlatformInFrom,
  copyOfIgnoredFile,
  cpanCacheLeftBehind,
  directiveNotLowerCase,
  dnfCacheLeftBehind,
  duplicateStageName,
  emptyContinuationLine,
  exposeProtocolNotLowerCase,
  exposeWithHostPart,
  failingTrigger,
  gemCacheLeftBehind,
  gitFolderLeftBehind,
  goCacheLeftBehind,
  gradleCacheLeftBehind,
  impossibleBaseImage,
  impossibleStageReference,
  instructionBeforeFrom,
  invalidDefaultInFrom,
  keywordNotUpperCase,
  legacyKeyValueFormat,
  luarocksCacheLeftBehind,
  maintainerDeprecated,
  mavenCacheLeftBehind,
  missingArgument,
  missingFrom,
  misspeltSuppression,
  npmCacheLeftBehind,
  nugetCacheLeftBehind,
  overriddenInstruction,
  pacmanCacheLeftBehind,
  pipCacheLeftBehind,
  pipenvCacheLeftBehind,
  pnpmCacheLeftBehind,
  poetryCacheLeftBehind,
  redundantTargetPlatform,
  relativeWorkdir,
  removedInLaterLayer,
  reservedStageName,
  secretInArgOrEnv,
  shellFormCommand,
  stageNameNotLowerCase,
  syntaxError,
  temporaryFilesLeftBehind,
  undecodableBytes,
  undefinedVariable,
  undescribedDefinition,
  unknownInstruction,
  unpackedArchiveLeftBehind,
  unusedArgument,
  unusedSuppression,
  uvCacheLeftBehind,
  yarnCacheLeftBehind,
  zypperCacheLeftBehind,
];
