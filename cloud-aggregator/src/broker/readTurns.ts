// Divides the time of the event loop among connections: reading stops after a few milliseconds, everything else has its
// turn, and reading goes on with whoever waits longest. What is not read stays in the sender's own line, also while the
// store still has enough of this sender.
import type { Duplex } from 'node:stream';

export interface ReadTurns {
  /**
   * Lets the stream be read in turns only; `look` sees each chunk first, and refuses the connection by returning false.
   */
  watch(stream: Duplex, options: { mayRead(): boolean; look(chunk: Uint8Array): boolean }): void;
}

/** Reading of all connections together may hold the event loop for this long at a time, in milliseconds. */
const turnMs = 25;
/** How long a sender waits of which enough is queued, in milliseconds. */
const holdMs = 50;

export function openReadTurns(): ReadTurns {
  let startedMs: number | null = null;
  let waiting: (() => void)[] = [];
  const isOver = (): boolean => startedMs !== null && performance.now() - startedMs >= turnMs;
  const begin = (): void => {
    startedMs = performance.now();
    setImmediate(() => {
      startedMs = null;
      const next = waiting;
      waiting = [];
      for (const [index, wake] of next.entries()) {
        if (isOver()) {
          waiting = [...next.slice(index), ...waiting];
          return;
        }
        wake();
      }
    });
  };
  return {
    watch: (stream, { mayRead, look }) => {
      const read = stream.read.bind(stream);
      let isWaiting = false;
      const wake = (): void => {
        isWaiting = false;
        if (!stream.destroyed) stream.emit('readable');
      };
      stream.read = (size?: number): unknown => {
        if (isWaiting) return null;
        if (startedMs === null) begin();
        if (isOver() || !mayRead()) {
          isWaiting = true;
          if (isOver()) waiting.push(wake);
          else setTimeout(wake, holdMs);
          return null;
        }
        const chunk: unknown = read(size);
        return !(chunk instanceof Uint8Array) || look(chunk) ? chunk : null;
      };
    },
  };
}
