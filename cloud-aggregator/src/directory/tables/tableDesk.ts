// Has tables made and taken over in a thread of their own, one at a time, within limits of memory and time: what is
// sent in may be damaged or made to do damage.
import { type ResourceLimits, Worker } from 'node:worker_threads';
import type { TakeJob, TakenTables, WriteJob, WrittenTables } from './tableJob.ts';
import { type GivenJob, giveUp, newTurn } from './tableTurn.ts';

/** Both reject when the thread fails, when it takes too much (TooMuch), and when too many wait (TablesBusy). */
export interface TableDesk {
  write(job: Omit<WriteJob, 'kind'>): Promise<WrittenTables>;
  take(job: Omit<TakeJob, 'kind'>): Promise<TakenTables>;
}

/** How much a thread may take. */
export interface TableLimits extends ResourceLimits {
  readonly mostMs: number;
}

/** So many may wait; who comes then is told to come later. */
const mostWaiting = 10;
const usualLimits: TableLimits = {
  mostMs: 20_000,
  maxOldGenerationSizeMb: 512,
  maxYoungGenerationSizeMb: 32,
};

/** Too many ask at once. */
export class TablesBusy extends Error {
  override readonly name = 'TablesBusy';
}

/** A file needs more memory or time than any directory; nothing was taken over of it. */
export class TooMuch extends Error {
  override readonly name = 'TooMuch';
}

export function openTableDesk(limits: TableLimits = usualLimits): TableDesk {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  const perform = <T>(job: GivenJob['job']): Promise<T> => {
    if (waiting >= mostWaiting) return Promise.reject(new TablesBusy('too many files at once; try later'));
    waiting += 1;
    const own = last.then(() => inWorker<T>(job, limits));
    last = own
      .catch(() => undefined)
      .finally(() => {
        waiting -= 1;
      });
    return own;
  };
  return {
    write: (job) => perform({ kind: 'write', ...job }),
    take: (job) => perform({ kind: 'take', ...job }),
  };
}

function inWorker<T>(job: GivenJob['job'], { mostMs, ...resourceLimits }: TableLimits): Promise<T> {
  return new Promise((resolve, reject) => {
    const turn = newTurn();
    const given: GivenJob = { job, turn };
    const worker = new Worker(new URL('./tableWorker.ts', import.meta.url), {
      workerData: given,
      resourceLimits,
    });
    const late = setTimeout(() => {
      if (!giveUp(turn)) return;
      reject(new TooMuch('the file takes too long'));
      void worker.terminate();
    }, mostMs);
    worker.once('message', resolve);
    worker.once('error', (error: NodeJS.ErrnoException) => {
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY' && giveUp(turn);
      reject(isMemory ? new TooMuch('the file takes too much memory') : error);
    });
    worker.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`the thread of the tables ended with ${code}`));
    });
  });
}
