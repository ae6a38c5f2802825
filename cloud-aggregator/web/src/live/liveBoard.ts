// The live feed as signals. The last board always stays; when contact is lost the clock stands still, so no duration
// grows on old news.
import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import { type BoardLine, type BoardLines, openBoardLines } from './boardLines.ts';
import type { BoardPiece, BoardSnapshot, MachineRow } from './machineRow.ts';

/** `connecting` until the first machines have come, `lost` while the feed is silent or broken. */
type Link = 'connecting' | 'live' | 'lost';

export type { BoardLine };

/** What the page may know of the feed. */
export interface LiveBoard extends Pick<BoardLines, 'lines' | 'isWhole' | 'beat' | 'line'> {
  readonly link: ReadonlySignal<Link>;
  /** The aggregator's time in whole minutes as milliseconds; stands still while the link is lost. */
  readonly minute: ReadonlySignal<number>;
  /** The consortium's time zone; undefined means the reader's own. */
  readonly timeZone: ReadonlySignal<string | undefined>;
  /**
   * Grows when somebody wrote something down, and when contact is back: what else the page shows is to be asked anew.
   */
  readonly news: ReadonlySignal<number>;
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
const kinds = ['board', 'more', 'row', 'tick', 'capacity'] as const;
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
    for (const type of kinds) {
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
    board.rest();
    globalThis.removeEventListener?.('online', comeBack);
    source?.close();
  };
  const { link, lines, isWhole, minute, timeZone, news, beat, line } = board;
  return { link, lines, isWhole, minute, timeZone, news, beat, line, close };
}

function emptyBoard() {
  const { lines, isWhole, beat, line, begin, add, put, rest } = openBoardLines();
  const link = signal<Link>('connecting');
  const timeZone = signal<string | undefined>(undefined);
  const now = signal(0);
  const news = signal(0);
  const minute = computed(() => Math.floor(now.value / 60_000) * 60_000);
  let heard = { at: 0, monotonicMs: 0 };

  function tell(at: number): void {
    heard = { at, monotonicMs: performance.now() };
  }
  /** The first board is live with its first machines; later the one before stays, and is old, until all have come. */
  function take(piece: BoardPiece): void {
    add(piece.machines, piece.isWhole);
    const isShown = piece.isWhole || !isWhole.value;
    if (!isShown || link.value === 'live') return;
    // At first everything else is being asked for already.
    if (link.value !== 'connecting') news.value += 1;
    link.value = 'live';
    pulse();
  }
  const hearing: Readonly<Record<(typeof kinds)[number], (data: unknown) => void>> = {
    board: (data) => {
      const board = data as BoardSnapshot;
      timeZone.value = board.timeZone;
      tell(board.at);
      begin();
      take(board);
    },
    more: (data) => take(data as BoardPiece),
    row: (data) => put(data as MachineRow),
    tick: (data) => tell((data as { at: number }).at),
    capacity: () => {
      news.value += 1;
    },
  };
  function hear(type: (typeof kinds)[number], data: unknown): void {
    batch(() => {
      hearing[type](data);
      pulse();
    });
  }
  function pulse(): void {
    if (link.value === 'live') now.value = heard.at + (performance.now() - heard.monotonicMs);
  }
  function lose(): void {
    link.value = 'lost';
  }
  return { link, lines, isWhole, timeZone, minute, news, beat, line, hear, pulse, lose, rest };
}
