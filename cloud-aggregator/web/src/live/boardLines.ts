// The lines of the board as signals, one for each machine, so that a change draws one line anew and nothing else. What
// comes close together is drawn together: a ward has a thousand changes a second, an eye takes in far fewer.
import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { MachineRow } from './machineRow.ts';
import { spaced } from './spaced.ts';

/** A line of the board, and when its state changed before the reader's eyes, on the page's own clock. */
export interface BoardLine {
  readonly row: MachineRow;
  readonly changedMs: number;
}

export interface BoardLines {
  /** In the aggregator's order; null before the first board. Of the first board the machines that have come so far. */
  readonly lines: ReadonlySignal<readonly ReadonlySignal<BoardLine>[] | null>;
  /** Every machine is there: before that nothing is counted. */
  readonly isWhole: ReadonlySignal<boolean>;
  /** Grows when lines have changed, at most once a second: for sums over all of them. */
  readonly beat: ReadonlySignal<number>;
  /** The line of one machine; undefined while it is not known. */
  line(id: string): ReadonlySignal<BoardLine> | undefined;
  /** A board begins to come; what was changed before it counts no more. The one before stays until it is there. */
  begin(): void;
  /** The next machines of the board, and whether they are the last ones. */
  add(rows: readonly MachineRow[], isWhole: boolean): void;
  put(row: MachineRow): void;
  /** Leaves nothing running. */
  rest(): void;
}

/** Where more states change at once than an eye can follow, nothing stands out, and none of them is pointed out. */
const mostPointedOut = 100;
/** A change is shown at once; those that follow within this time are shown together. */
const togetherMs = 200;
/** The first board grows on the screen this often. */
const growMs = 300;
const beatMs = 1_000;
/** So long a change is pointed out: who scrolls to it later is not told that it has just happened. */
const newsMs = 2_400;

/** Whether a line's state has just changed. */
export function isNews({ changedMs }: BoardLine): boolean {
  return performance.now() - changedMs < newsMs;
}

/** A board without lines. */
export function openBoardLines(): BoardLines {
  const lines = signal<readonly Signal<BoardLine>[] | null>(null);
  const isWhole = signal(false);
  const beat = signal(0);
  const { byId, place, keepOnly, changesAmong } = openPlaces();
  /** The newest of each machine: a page in the background may be long in showing them. */
  const waiting = new Map<string, MachineRow>();
  let arriving: Signal<BoardLine>[] = [];
  const beats = spaced(beatMs, () => {
    beat.value += 1;
  });
  const rows = spaced(togetherMs, () => batch(placeWaiting));
  const growth = spaced(growMs, () => {
    lines.value = [...arriving];
  });

  function placeWaiting(): void {
    const known = byId.size;
    const isCalm = changesAmong([...waiting.values()]) <= mostPointedOut;
    const placed = [...waiting.values()].map((row) => place(row, isCalm));
    waiting.clear();
    if (byId.size > known) lines.value = [...new Set([...(lines.value ?? []), ...placed])];
    beats.ask();
  }
  function forgetUnshown(): void {
    arriving = [];
    waiting.clear();
    rows.forget();
    growth.forget();
  }
  function end(): void {
    growth.forget();
    keepOnly(new Set(arriving));
    lines.value = arriving;
    arriving = [];
    isWhole.value = true;
    beat.value += 1;
  }
  return {
    lines,
    isWhole,
    beat,
    line: (id) => (lines.value === null ? undefined : byId.get(id)),
    begin: forgetUnshown,
    add: (more, isLast) =>
      batch(() => {
        for (const row of more) arriving.push(place(row, true));
        if (isLast) end();
        else if (!isWhole.peek()) growth.ask();
      }),
    put: (row) => {
      waiting.set(row.id, row);
      rows.ask();
    },
    rest: () => {
      forgetUnshown();
      beats.forget();
    },
  };
}

/** The line of each machine, which stays the same while its row changes. */
function openPlaces() {
  const byId = new Map<string, Signal<BoardLine>>();
  return {
    byId: byId as ReadonlyMap<string, Signal<BoardLine>>,
    place: (row: MachineRow, isCalm: boolean): Signal<BoardLine> => {
      const line = byId.get(row.id);
      if (line === undefined) {
        const fresh = signal<BoardLine>({ row, changedMs: Number.NEGATIVE_INFINITY });
        byId.set(row.id, fresh);
        return fresh;
      }
      const { row: before, changedMs } = line.peek();
      const nowMs = isCalm ? performance.now() : Number.NEGATIVE_INFINITY;
      line.value = { row, changedMs: before.state === row.state ? changedMs : nowMs };
      return line;
    },
    /** How many of the rows are of another state than what stands. */
    changesAmong: (rows: readonly MachineRow[]): number =>
      rows.filter(({ id, state }) => byId.get(id)?.peek().row.state !== state).length,
    keepOnly: (stay: ReadonlySet<Signal<BoardLine>>): void => {
      for (const [id, line] of byId) if (!stay.has(line)) byId.delete(id);
    },
  };
}
