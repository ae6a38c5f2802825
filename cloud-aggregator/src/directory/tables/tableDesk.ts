// Has tables packed and unpacked in a thread of their own, one at a time, within limits of memory and time: what is
// sent in may be damaged or made to do damage.
import { Worker } from 'node:worker_threads';
import type { ReadFiles, TableFile } from './tableBytes.ts';
import type { ReadJob, WriteJob } from './tableJob.ts';

/** Both reject with the reason when the thread fails, and when too many wait. */
export interface TableDesk {
  write(job: Omit<WriteJob, 'kind'>): Promise<TableFile>;
  read(job: Omit<ReadJob, 'kind'>): Promise<ReadFiles>;
}

/** So many may wait; who comes then is told to come later. */
const mostWaiting = 10;
const mostMs = 20_000;
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32 };

/** Too many ask at once. */
export class TablesBusy extends Error {
  override readonly name = 'TablesBusy';
}

export function openTableDesk(): TableDesk {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const perform = <T>(job: ReadJob | WriteJob): Promise<T> => {
    if (waiting >= mostWaiting) return Promise.reject(new TablesBusy('too many files at once; try later'));
    waiting += 1;
    const own = last.then(() => inWorker<T>(job));
    last = own
      .catch(() => undefined)
      .finally(() => {
        waiting -= 1;
      });
    return own;
  };
  return {
    write: (job) => perform({ kind: 'write', ...job }),
    read: (job) => perform({ kind: 'read', ...job }),
  };
}

function inWorker<T>(job: ReadJob | WriteJob): Promise<T> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./tableWorker.ts', import.meta.url), {
      workerData: job,
      resourceLimits,
    });
    const late = setTimeout(() => void worker.terminate(), mostMs);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`the thread of the tables ended with ${code}`));
    });
  });
}
