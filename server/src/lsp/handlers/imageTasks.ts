import { RequestType } from 'vscode-languageserver';
import { imageContentRequests } from '../../protocol/imageContent';
import { imageExportRequests } from '../../protocol/imageExport';
import { imageInsightsRequests } from '../../protocol/imageInsights';
import { imageSearchRequests } from '../../protocol/imageSearch';
import { type ImageProgress, imageNotifications } from '../../protocol/images';
import type { ImageTaskName, ImageTasks, UnfinishedTask } from '../../protocol/imageTasks';
import { imageTooltipRequests } from '../../protocol/imageTooltip';
import { imageVerifyRequests } from '../../protocol/imageVerify';
import { cancellationOf } from '../cancellation';
import { isObject } from '../client';
import { isolated } from '../isolate';
import type { Session } from '../session';

interface Task {
  /** What the log calls it. */
  readonly title: string;
  readonly method: string;
  /** The types of its parameters, as `typeof` tells them, beside those that all tasks have. */
  readonly fields: Readonly<Record<string, 'string' | 'number' | 'boolean' | readonly string[]>>;
}

const tasks: { readonly [Name in ImageTaskName]: Task } = {
  find: {
    title: 'Searching an image',
    method: imageSearchRequests.find,
    fields: {
      pattern: 'string',
      kind: ['text', 'glob', 'regexp'],
      matchCase: 'boolean',
      offset: 'number',
      limit: 'number',
    },
  },
  insights: {
    title: 'Looking through an image',
    method: imageInsightsRequests.insights,
    fields: {
      topic: ['wasted', 'largest', 'duplicates', 'secrets'],
      progressToken: 'string',
      offset: 'number',
      limit: 'number',
    },
  },
  read: {
    title: 'Reading a file of an image',
    method: imageContentRequests.read,
    fields: { row: 'string', offset: 'number', length: 'number', progressToken: 'string' },
  },
  export: {
    title: 'Exporting from an image',
    method: imageExportRequests.export,
    fields: {
      row: 'string',
      target: 'string',
      form: ['file', 'folder', 'tar'],
      overwrite: 'boolean',
      progressToken: 'string',
    },
  },
  tooltip: {
    title: 'Telling of a file of an image',
    method: imageTooltipRequests.tooltip,
    fields: { row: 'string' },
  },
  verify: {
    title: 'Verifying an image',
    method: imageVerifyRequests.verify,
    fields: { progressToken: 'string' },
  },
};

/** Hands the longer requests about open archives on to the thread that reads them. Cancelling stops the work there. */
export function handleImageTasks({ connection, images }: Session): void {
  const onProgress = (progress: ImageProgress): void =>
    void connection.sendNotification(imageNotifications.progress, progress);

  for (const name of Object.keys(tasks) as ImageTaskName[]) {
    const { title, method, fields } = tasks[name];
    connection.onRequest(
      new RequestType<Params, Result, void>(method),
      isolated<Params, Result>(
        connection,
        title,
        { kind: 'failed', message: `${title} failed; the log of Strata tells more.` },
        ({ handle }) => String(handle),
        async (params, token): Promise<Result> =>
          isSound(params, fields)
            ? images.run(name, params, onProgress, cancellationOf(token))
            : { kind: 'failed', message: 'The request was not understood.' },
      ),
    );
  }
}

type Params = ImageTasks[ImageTaskName]['params'];
type Result = ImageTasks[ImageTaskName]['result'] | UnfinishedTask;

function isSound(params: unknown, fields: Task['fields']): boolean {
  if (!isObject(params)) {
    return false;
  }
  const values = params as Record<string, unknown>;
  const isRight = (name: string, type: Task['fields'][string]): boolean => {
    const value = values[name];
    return typeof type === 'string'
      ? type === 'number'
        ? isCount(value)
        : typeof value === type
      : type.includes(value as string);
  };
  return (
    ['handle', 'generation', 'image'].every((name) => isCount(values[name])) &&
    (values.layer === undefined || values.layer === null || isCount(values.layer)) &&
    Object.entries(fields).every(([name, type]) => isRight(name, type))
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
