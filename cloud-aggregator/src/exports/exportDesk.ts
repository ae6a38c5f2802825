// Has months' files made in a thread of their own, one at a time: a second one at once would need its memory too.
import { Worker } from 'node:worker_threads';
import type { ExportJob, ExportResult } from './exportJob.ts';

export interface ExportDesk {
  /** Rejects with the reason when the job fails, and when too many wait. */
  perform(job: ExportJob): Promise<ExportResult>;
}

/** So many may wait; who comes then is told to come later. */
const mostWaiting = 20;

/** What is thrown away soon is thrown away often: the file takes a little longer and much less memory. */
const maxYoungGenerationSizeMb = 12;

/** Too many ask for files at once. */
export class DeskBusy extends Error {
  override readonly name = 'DeskBusy';
}

export function openExportDesk(): ExportDesk {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    perform: (job) => {
      if (waiting >= mostWaiting)
        return Promise.reject(new DeskBusy('too many files are being made; try later'));
      waiting += 1;
      const own = last.then(() => inWorker(job));
      last = own
        .catch(() => undefined)
        .finally(() => {
          waiting -= 1;
        });
      return own;
    },
  };
}

function inWorker(job: ExportJob): Promise<ExportResult> {
  return new Promise((resolve, reject) => {
    const options = { workerData: job, resourceLimits: { maxYoungGenerationSizeMb } };
    const worker = new Worker(new URL('./exportWorker.ts', import.meta.url), options);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread of the month's file ended with ${code}`)));
  });
}
