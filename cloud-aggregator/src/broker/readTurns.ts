// Divides the time of the event loop among connections: reading stops after a few milliseconds, everything else has its
// turn, and reading goes on with whoever waits longest. What is not read stays in the sender's own line, also while the
// store still has enough of this sender; but for a moment only, because live states come on the same line.
import type { Duplex } from 'node:stream';

export interface ReadTurns {
  /**
   * Lets the stream be read in turns only: not while it may not, and hardly while there is no room for what it brings.
   */
  watch(stream: Duplex, rules: ReadRules): void;
}

/** What decides about one stream. */
interface ReadRules {
  mayRead(): boolean;
  hasRoom(): boolean;
  /** Sees each chunk first, and refuses the connection by returning false. */
  look(chunk: Uint8Array): boolean;
}

/** Reading of all connections together may hold the event loop for this long at a time, in milliseconds. */
const turnMs = 25;
/** How long a sender waits of which enough is queued, in milliseconds. */
const holdMs = 50;
/** Then it is read on all the same: its live states are on the same line, and a parcel without room is sent again. */
const patienceMs = 500;

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
    watch: (stream, { mayRead, hasRoom, look }) => {
      const read = stream.read.bind(stream);
      let isWaiting = false;
      let heldSince: number | null = null;
      const isHeld = (): boolean => {
        if (!mayRead()) return true;
        if (hasRoom()) return false;
        heldSince ??= performance.now();
        return performance.now() - heldSince < patienceMs;
      };
      const wake = (): void => {
        isWaiting = false;
        if (!stream.destroyed) stream.emit('readable');
      };
      stream.read = (size?: number): unknown => {
        if (isWaiting) return null;
        if (startedMs === null) begin();
        if (isOver() || isHeld()) {
          isWaiting = true;
          if (isOver()) waiting.push(wake);
          else setTimeout(wake, holdMs);
          return null;
        }
        const chunk: unknown = read(size);
        heldSince = null;
        return !(chunk instanceof Uint8Array) || look(chunk) ? chunk : null;
      };
    },
  };
}
