// Ends a service the way its people do, by Ctrl-C, and waits until it is gone.
import { type Part, type Rig, until } from '../system/rig.ts';

/** SIGTERM; resolves when the process has left by itself. */
export async function endPart(rig: Rig, part: Part): Promise<void> {
  const pid = rig.pid(part);
  process.kill(pid, 'SIGTERM');
  await until(() => !isAlive(pid));
  // It is gone; this only makes the rig forget it.
  await rig.kill(part);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // ESRCH: no such process.
    return false;
  }
}
