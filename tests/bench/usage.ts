// Memory and processor time of a process from Linux's own books.
import { readFileSync } from 'node:fs';

export interface Usage {
  readonly residentMb: number;
  /** The highest resident memory since the process began. */
  readonly peakMb: number;
  /** User and system time since the process began, in seconds. */
  readonly cpuS: number;
}

/** `/proc/PID/stat` counts in hundredths of a second on every Linux we run on. */
const ticksPerSecond = 100;

export function usageOf(pid: number): Usage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    residentMb: kilobytes(status, 'VmRSS') / 1_024,
    peakMb: kilobytes(status, 'VmHWM') / 1_024,
    cpuS: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
  };
}

function kilobytes(status: string, field: string): number {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (found === undefined) throw new Error(`BUG: no ${field} in the process status`);
  return Number(found);
}
