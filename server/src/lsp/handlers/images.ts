import { RequestType } from 'vscode-languageserver';
import { sizeText } from '../../image/view/sizes';
import {
  type ArchiveRef,
  type CacheCleared,
  type ImageProgress,
  imageNotifications,
  imageRequests,
  type ListParams,
  type ListResult,
  type OpenImageParams,
  type OpenImageResult,
} from '../../protocol/images';
import { cancellationOf } from '../cancellation';
import { isObject } from '../client';
import { isolated } from '../isolate';
import type { Session } from '../session';

/** Hands requests about image archives on to the thread that reads them. Cancelling a request stops the work there. */
export function handleImages({ connection, images }: Session): void {
  const onProgress = (progress: ImageProgress): void =>
    void connection.sendNotification(imageNotifications.progress, progress);
  const broken = { kind: 'failed', message: 'The request was not understood.' } as const;

  connection.onRequest(
    new RequestType<OpenImageParams, OpenImageResult, void>(imageRequests.open),
    isolated<OpenImageParams, OpenImageResult>(
      connection,
      'Opening an image',
      { kind: 'failed', message: 'Opening the image failed; the log of Strata tells more.' },
      ({ uri }) => uri,
      (params, token) => (isOpenParams(params) ? images.open(params, onProgress, cancellationOf(token)) : broken),
    ),
  );
  connection.onRequest(
    new RequestType<ListParams, ListResult, void>(imageRequests.list),
    isolated<ListParams, ListResult>(
      connection,
      'Listing a layer',
      { kind: 'failed', message: 'Listing the folder failed; the log of Strata tells more.' },
      ({ folder }) => folder,
      (params, token) => (isListParams(params) ? images.list(params, cancellationOf(token)) : broken),
    ),
  );
  connection.onRequest(
    new RequestType<ArchiveRef, null, void>(imageRequests.close),
    isolated<ArchiveRef, null>(
      connection,
      'Closing an image',
      null,
      ({ handle }) => String(handle),
      async (params) => {
        if (isArchiveRef(params)) {
          await images.close(params);
        }
        return null;
      },
    ),
  );
  connection.onRequest(
    new RequestType<null, CacheCleared, void>(imageRequests.clearCache),
    isolated<null, CacheCleared>(
      connection,
      'Clearing the cache',
      { freedText: sizeText(0) },
      () => 'the cache',
      () => images.clearCache(),
    ),
  );
}

function isOpenParams(params: unknown): params is OpenImageParams {
  return isObject(params) && typeof params.uri === 'string' && typeof params.progressToken === 'string';
}

function isArchiveRef(params: unknown): params is ArchiveRef {
  return isObject(params) && isCount(params.handle) && isCount(params.generation);
}

function isListParams(params: unknown): params is ListParams {
  return (
    isObject(params) &&
    isArchiveRef(params) &&
    isCount((params as Record<string, unknown>).image) &&
    ((params as Record<string, unknown>).layer === null || isCount((params as Record<string, unknown>).layer)) &&
    typeof (params as Record<string, unknown>).folder === 'string' &&
    isCount((params as Record<string, unknown>).offset) &&
    isCount((params as Record<string, unknown>).limit)
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
