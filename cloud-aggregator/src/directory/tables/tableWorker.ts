// The thread in which tables are packed and unpacked, so that the aggregator goes on meanwhile without a stop.
import { parentPort, workerData } from 'node:worker_threads';
import { type ReadJob, readJob, type WriteJob, writeJob } from './tableJob.ts';

const job = workerData as ReadJob | WriteJob;
parentPort?.postMessage(job.kind === 'read' ? await readJob(job) : await writeJob(job));
