// `GET /api/live`: server-sent events. First the whole board, then rows as they change, and the time every ten seconds.
// A slow reader holds no memory: while its line is full only the ids of changed machines are kept, and it gets each
// one's newest row when it can take more. When members change, everybody is told and what he sees is sent anew.
import type { ServerResponse } from 'node:http';
import type { MachineId } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { Board } from '../board/board.ts';
import type { MachineRow } from '../board/machineRow.ts';

export interface LiveFeed {
  /** Takes over an answer; the caller looks at `readers` and `mostReaders` first. */
  attach(answer: ServerResponse, headers: Readonly<Record<string, string>>, audience: FeedAudience): void;
  /** Sends what changed; several times a second. */
  flush(): void;
  /**
   * Somebody wrote something down: readers ask for the capacity again; `members` when who sees what may have changed.
   */
  news(members: boolean): void;
  /** The next flush is a tick, at which everybody is asked whether he may go on: rights may be other now. */
  askAgain(): void;
  readers(): number;
  readonly mostReaders: number;
  close(): void;
}

/** For whom a feed is. */
interface FeedAudience {
  /** Readers with the same key are shown the same, and share the text. */
  readonly key: string;
  /** A row as the reader is shown it; null for one that he is not. */
  shows(row: MachineRow): MachineRow | null;
  /** Whether the reader may go on reading; asked with every tick. */
  stays(): boolean;
}

interface Reader {
  readonly answer: ServerResponse;
  readonly audience: FeedAudience;
  /** Null while the line takes everything, else when it became full, on the monotonic clock. */
  fullSinceMs: number | null;
  readonly missed: Set<MachineId>;
}

const mostReaders = 500;
const tickEveryMs = 10_000;
/** A reader whose line stays full for this long is not there any more. */
const patienceMs = 60_000;

const feedHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};

interface FeedOptions {
  readonly board: Board;
  readonly clock: Clock;
  readonly timeZone: string;
}

export function openLiveFeed(options: FeedOptions): LiveFeed {
  const { board, clock } = options;
  const readers = new Set<Reader>();
  let tickedMs = clock.monotonicMs();
  let news: 'none' | 'capacity' | 'members' = 'none';
  const { rowText, boardText } = feedTexts(options);
  const write = (reader: Reader, text: string): void => {
    if (text !== '' && !reader.answer.write(text)) reader.fullSinceMs = clock.monotonicMs();
  };
  const catchUp = (reader: Reader): void => {
    reader.fullSinceMs = null;
    const ids = [...reader.missed];
    reader.missed.clear();
    write(reader, ids.map((id) => rowText(id, reader.audience)).join(''));
  };
  const takeNews = (ids: readonly MachineId[]): ((audience: FeedAudience) => string) => {
    const told = news;
    news = 'none';
    const capacity = told === 'none' ? '' : event('capacity', { at: clock.now() });
    const rows = (audience: FeedAudience): string => ids.map((id) => rowText(id, audience)).join('');
    return sharedText((audience) => (told === 'members' ? boardText : rows)(audience) + capacity);
  };
  return {
    attach: (answer, headers, audience) => {
      const reader: Reader = { answer, audience, fullSinceMs: null, missed: new Set() };
      readers.add(reader);
      answer.on('close', () => readers.delete(reader));
      answer.on('error', () => readers.delete(reader));
      answer.on('drain', () => catchUp(reader));
      answer.writeHead(200, { ...headers, ...feedHeaders });
      write(reader, boardText(audience));
    },
    news: (members) => {
      if (members) news = 'members';
      else if (news === 'none') news = 'capacity';
    },
    askAgain: () => {
      tickedMs = Number.NEGATIVE_INFINITY;
    },
    flush: () => {
      const nowMs = clock.monotonicMs();
      const ids = board.takeChanged();
      const isTick = nowMs - tickedMs >= tickEveryMs;
      if (isTick) tickedMs = nowMs;
      if (readers.size === 0) return;
      const text = takeNews(ids);
      const tick = isTick ? event('tick', { at: clock.now() }) : '';
      for (const reader of readers) {
        const { fullSinceMs, audience } = reader;
        const isOver = fullSinceMs !== null && nowMs - fullSinceMs > patienceMs;
        if (isOver || (isTick && !audience.stays())) reader.answer.destroy();
        else if (fullSinceMs !== null) for (const id of ids) reader.missed.add(id);
        else write(reader, text(audience) + tick);
      }
    },
    readers: () => readers.size,
    mostReaders,
    close: () => endAll(readers),
  };
}

function endAll(readers: ReadonlySet<Reader>): void {
  for (const { answer } of readers) answer.destroy();
}

/** What a reader is told: one row, or all of them. */
function feedTexts({ board, clock, timeZone }: FeedOptions) {
  return {
    rowText: (id: MachineId, audience: FeedAudience): string => {
      const row = board.row(id, clock.now());
      const shown = row === undefined ? null : audience.shows(row);
      return shown === null ? '' : event('row', shown);
    },
    boardText: (audience: FeedAudience): string => {
      const at = clock.now();
      const machines = board.rows(at).flatMap((row) => audience.shows(row) ?? []);
      return event('board', { at, timeZone, machines });
    },
  };
}

/** Made once for all readers who are shown the same. */
function sharedText(make: (audience: FeedAudience) => string): (audience: FeedAudience) => string {
  const made = new Map<string, string>();
  return (audience) => {
    const text = made.get(audience.key) ?? make(audience);
    made.set(audience.key, text);
    return text;
  };
}

function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
