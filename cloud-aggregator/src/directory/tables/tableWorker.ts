// The thread in which tables are made and taken over, so that the aggregator goes on meanwhile without a stop.
import { parentPort, workerData } from 'node:worker_threads';
import { takeJob, writeJob } from './tableJob.ts';
import { type GivenJob, mayWrite } from './tableTurn.ts';

const { job, turn } = workerData as GivenJob;
const result = job.kind === 'write' ? await writeJob(job) : await takeJob(job, () => mayWrite(turn));
const bytes = 'answer' in result ? result.answer : result.bytes;
// What shares its memory with something else cannot be handed over, and is copied.
const isWhole = bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
parentPort?.postMessage(result, isWhole ? [bytes.buffer as ArrayBuffer] : []);
