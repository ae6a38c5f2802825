// The thread in which a month's file is made, so that the aggregator goes on meanwhile without a stop.
import { parentPort, workerData } from 'node:worker_threads';
import { type ExportJob, performExport } from './exportJob.ts';

parentPort?.postMessage(await performExport(workerData as ExportJob));
