// Memory and processor time of a process from Linux's own books.
import { readdirSync, readFileSync } from 'node:fs';

export interface Usage {
  readonly residentMb: number;
  /** The highest resident memory since the process began. */
  readonly peakMb: number;
  /** Time on a processor of all its threads that still live, in seconds. */
  readonly cpuS: number;
}

export function usageOf(pid: number): Usage {
  const resident = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return {
    residentMb: kilobytes(resident, 'Rss') / 1_024,
    peakMb: kilobytes(status, 'VmHWM') / 1_024,
    cpuS: threads.reduce((sum, each) => sum + each, 0) / 1e9,
  };
}

function kilobytes(text: string, field: string): number {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
  if (found === undefined) throw new Error(`BUG: no ${field} in the books of the process`);
  return Number(found);
}
