// What systemd is told about this process: that it runs, that it still makes progress, that it ends.
// Promise: there is no timer here; a life sign goes out only when the program's own work calls for it.
import { execFile } from 'node:child_process';
import type { Clock } from './clock.ts';

/** The line to the service manager; without one every call costs nothing. */
export interface ServiceNotice {
  /** To be called after each round of the work that matters: the first says READY, later ones feed the watchdog. */
  progress(): void;
  /** To be called once when the end begins. */
  stopping(): void;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Opens the line that `environment` names (NOTIFY_SOCKET, WATCHDOG_USEC in microseconds). `send` hands fields over and
 * by default starts `systemd-notify`, as Node has no datagram socket of this kind; a notice that fails is left out,
 * and the watchdog draws the conclusion.
 */
export function openServiceNotice(
  clock: Pick<Clock, 'monotonicMs'>,
  environment: Environment = process.env,
  send: (fields: readonly string[]) => void = notify,
): ServiceNotice {
  if (environment['NOTIFY_SOCKET'] === undefined)
    return { progress: () => undefined, stopping: () => undefined };
  const watchdogMs = Number(environment['WATCHDOG_USEC'] ?? Number.NaN) / 1_000;
  // A third of the limit: one notice may be lost. Without a watchdog the comparison is never true.
  const everyMs = watchdogMs > 0 ? watchdogMs / 3 : Number.POSITIVE_INFINITY;
  let lastMs: number | null = null;
  return {
    progress: () => {
      const nowMs = clock.monotonicMs();
      if (lastMs === null) send(['READY=1', 'STATUS=running']);
      else if (nowMs - lastMs >= everyMs) send(['WATCHDOG=1']);
      else return;
      lastMs = nowMs;
    },
    stopping: () => send(['STOPPING=1', 'STATUS=writing down what is open']),
  };
}

function notify(fields: readonly string[]): void {
  execFile('systemd-notify', [...fields], { timeout: 10_000 }, () => undefined);
}
