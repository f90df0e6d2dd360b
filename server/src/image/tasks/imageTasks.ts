import type { ImageTaskName, ImageTasks, UnfinishedTask } from '../../protocol/imageTasks';
import { Cancelled } from '../tar/drivers';
import { exportTask } from './exportTask';
import { findTask } from './findTask';
import { insightsTask } from './insightsTask';
import { readTask } from './readTask';
import type { ImageTask, TaskContext } from './task';
import { tooltipTask } from './tooltipTask';
import { verifyTask } from './verifyTask';

const tasks: { readonly [Name in ImageTaskName]: ImageTask<Name> } = {
  find: findTask,
  insights: insightsTask,
  read: readTask,
  export: exportTask,
  tooltip: tooltipTask,
  verify: verifyTask,
};

/** Runs a task. What stops it is in the answer. */
export async function runImageTask<Name extends ImageTaskName>(
  name: Name,
  context: TaskContext,
  params: ImageTasks[Name]['params'],
): Promise<ImageTasks[Name]['result'] | UnfinishedTask> {
  try {
    return await tasks[name](context, params);
  } catch (error) {
    if (error instanceof Cancelled) {
      return { kind: 'cancelled' };
    }
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}
