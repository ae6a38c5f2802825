// The live feed as signals: one per machine, so that a change draws one line anew and nothing else.
// The last board always stays; when contact is lost the clock stands still, so no duration grows on old news.
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { BoardSnapshot, MachineRow } from './machineRow.ts';

/** `connecting` until the first board has come, `lost` while the feed is silent or broken. */
type Link = 'connecting' | 'live' | 'lost';

/** A line of the board; `changed` says that its state changed before the reader's eyes. */
export interface BoardLine {
  readonly row: MachineRow;
  readonly changed: boolean;
}

/** What the page may know of the feed. */
export interface LiveBoard {
  readonly link: ReadonlySignal<Link>;
  /** One signal per machine in the aggregator's order; null before the first board. */
  readonly lines: ReadonlySignal<readonly ReadonlySignal<BoardLine>[] | null>;
  /** The aggregator's time in whole minutes as milliseconds; stands still while the link is lost. */
  readonly minute: ReadonlySignal<number>;
  /** The consortium's time zone; undefined means the reader's own. */
  readonly timeZone: ReadonlySignal<string | undefined>;
  /**
   * Grows when somebody wrote something down, and when contact is back: what else the page shows is to be asked anew.
   */
  readonly news: ReadonlySignal<number>;
  /** The line of one machine; undefined while it is not known. */
  line(id: string): ReadonlySignal<BoardLine> | undefined;
  close(): void;
}

/** The part of EventSource that is used here. */
export interface Source {
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  onerror: ((event: Event) => void) | null;
  close(): void;
}

/** Ticks come every 10 s: two and a half missed ones mean that the line is dead. */
const silenceMs = 25_000;
const firstRetryMs = 1_000;
const longestRetryMs = 15_000;

/** Opens the feed and keeps it open: reconnects after errors and silence, at once when the device is online again. */
export function openLiveBoard(
  url: string,
  openSource: (url: string) => Source = (address) => new EventSource(address),
): LiveBoard {
  const board = emptyBoard();
  let source: Source | null = null;
  let retryMs = firstRetryMs;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let heardAt = performance.now();

  function connect(): void {
    clearTimeout(retry);
    source?.close();
    heardAt = performance.now();
    source = openSource(url);
    for (const type of ['board', 'row', 'tick', 'capacity'] as const) {
      source.addEventListener(type, (event) => {
        heardAt = performance.now();
        retryMs = firstRetryMs;
        board.hear(type, JSON.parse(event.data));
      });
    }
    source.onerror = lose;
  }
  function lose(): void {
    source?.close();
    source = null;
    board.lose();
    clearTimeout(retry);
    retry = setTimeout(connect, retryMs * (0.75 + Math.random() / 2));
    retryMs = Math.min(retryMs * 2, longestRetryMs);
  }
  const pulse = setInterval(() => {
    if (source !== null && performance.now() - heardAt > silenceMs) lose();
    board.pulse();
  }, 1_000);
  const comeBack = (): void => {
    if (board.link.value === 'lost') connect();
  };
  globalThis.addEventListener?.('online', comeBack);
  connect();

  const close = (): void => {
    clearInterval(pulse);
    clearTimeout(retry);
    globalThis.removeEventListener?.('online', comeBack);
    source?.close();
  };
  const { link, lines, minute, timeZone, news, line } = board;
  return { link, lines, minute, timeZone, news, line, close };
}

function emptyBoard() {
  const link = signal<Link>('connecting');
  const lines = signal<readonly Signal<BoardLine>[] | null>(null);
  const timeZone = signal<string | undefined>(undefined);
  const now = signal(0);
  const news = signal(0);
  const minute = computed(() => Math.floor(now.value / 60_000) * 60_000);
  const byId = new Map<string, Signal<BoardLine>>();
  let heard = { at: 0, monotonicMs: 0 };

  function place(row: MachineRow): Signal<BoardLine> {
    const line = byId.get(row.id);
    if (line === undefined) {
      const fresh = signal<BoardLine>({ row, changed: false });
      byId.set(row.id, fresh);
      return fresh;
    }
    line.value = { row, changed: line.value.row.state !== row.state };
    return line;
  }
  function tell(at: number): void {
    heard = { at, monotonicMs: performance.now() };
    now.value = at;
  }
  function hear(type: 'board' | 'row' | 'tick' | 'capacity', data: unknown): void {
    if (type === 'board') {
      const snapshot = data as BoardSnapshot;
      timeZone.value = snapshot.timeZone;
      tell(snapshot.at);
      lines.value = snapshot.machines.map(place);
      link.value = 'live';
      news.value += 1;
    } else if (type === 'capacity') {
      news.value += 1;
    } else if (type === 'tick') {
      tell((data as { at: number }).at);
    } else {
      const row = data as MachineRow;
      const known = byId.has(row.id);
      const line = place(row);
      if (!known) lines.value = [...(lines.value ?? []), line];
    }
  }
  function pulse(): void {
    if (link.value === 'live') now.value = heard.at + (performance.now() - heard.monotonicMs);
  }
  function lose(): void {
    link.value = 'lost';
  }
  function line(id: string): Signal<BoardLine> | undefined {
    return lines.value === null ? undefined : byId.get(id);
  }
  return { link, lines, timeZone, minute, news, line, hear, pulse, lose };
}
