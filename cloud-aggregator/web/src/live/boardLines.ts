// The lines of the board as signals, one for each machine, so that a change draws one line anew and nothing else. What
// comes close together is drawn together: a ward has a thousand changes a second, an eye takes in far fewer.
import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { MachineRow } from './machineRow.ts';
import { spaced } from './spaced.ts';

/** A line of the board; `changed` says that its state changed before the reader's eyes. */
export interface BoardLine {
  readonly row: MachineRow;
  readonly changed: boolean;
}

export interface BoardLines {
  /** In the aggregator's order; null before the first board. */
  readonly lines: ReadonlySignal<readonly ReadonlySignal<BoardLine>[] | null>;
  /** Grows when lines have changed, at most once a second: for sums over all of them. */
  readonly beat: ReadonlySignal<number>;
  /** The line of one machine; undefined while it is not known. */
  line(id: string): ReadonlySignal<BoardLine> | undefined;
  /** The whole board; what was changed before it counts no more. */
  putAll(rows: readonly MachineRow[]): void;
  put(row: MachineRow): void;
  /** Leaves nothing running. */
  rest(): void;
}

/** Where more lines change at once nothing stands out, and none of them is pointed out. */
const mostPointedOut = 25;
/** A change is shown at once; those that follow within this time are shown together. */
const togetherMs = 200;
const beatMs = 1_000;

/** A board without lines. */
export function openBoardLines(): BoardLines {
  const lines = signal<readonly Signal<BoardLine>[] | null>(null);
  const beat = signal(0);
  const byId = new Map<string, Signal<BoardLine>>();
  /** The newest of each machine: a page in the background may be long in showing them. */
  const waiting = new Map<string, MachineRow>();
  const beats = spaced(beatMs, () => {
    beat.value += 1;
  });
  const rows = spaced(togetherMs, () => batch(placeWaiting));

  function place(row: MachineRow, isCalm = true): Signal<BoardLine> {
    const line = byId.get(row.id);
    if (line === undefined) {
      const fresh = signal<BoardLine>({ row, changed: false });
      byId.set(row.id, fresh);
      return fresh;
    }
    line.value = { row, changed: isCalm && line.value.row.state !== row.state };
    return line;
  }
  function placeWaiting(): void {
    const known = byId.size;
    const isCalm = waiting.size <= mostPointedOut;
    const placed = [...waiting.values()].map((row) => place(row, isCalm));
    waiting.clear();
    if (byId.size > known) lines.value = [...new Set([...(lines.value ?? []), ...placed])];
    beats.ask();
  }
  function forgetWaiting(): void {
    waiting.clear();
    rows.forget();
  }
  return {
    lines,
    beat,
    line: (id) => (lines.value === null ? undefined : byId.get(id)),
    putAll: (all) =>
      batch(() => {
        forgetWaiting();
        lines.value = all.map((row) => place(row));
        beat.value += 1;
      }),
    put: (row) => {
      waiting.set(row.id, row);
      rows.ask();
    },
    rest: () => {
      forgetWaiting();
      beats.forget();
    },
  };
}
