// Pure: what a Modbus line is to those who use it, whether it is a TCP connection or two wires.
// Promise: one request at a time, and an answer is the answer to this request or none.
import type { Contents } from './decode.ts';
import type { RtuRequest } from './rtuFrame.ts';

/** What became of a request: silence is an answer too, a broken line is an error. `tookMs` is the unit's own time. */
export type Answer =
  | { readonly kind: 'contents'; readonly contents: Contents; readonly tookMs: number }
  | { readonly kind: 'refused'; readonly code: number; readonly tookMs: number }
  | { readonly kind: 'silence'; readonly reason: string; readonly saidBy?: 'gateway' };

/** One connection. Never asked again before it has answered. */
export interface Line {
  readonly isOpen: boolean;
  /** Before this instant of the monotonic clock the unit still owes an earlier answer. */
  freeAtMs(unit: number): number;
  /** Throws when the line is broken. */
  ask(request: RtuRequest, limitMs: number): Promise<Answer>;
  close(): void;
  /** Resolves when it may be opened again after `close`. */
  readonly closed: Promise<void>;
}
