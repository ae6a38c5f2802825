// `GET /api/live`: server-sent events. First the whole board, then rows as they change, and the time every ten seconds.
// A slow reader holds no memory: while its line is full, or the board is still on its way, only the ids of changed
// machines are kept, and it gets each one's newest row then. When members change, what everybody sees is sent anew.
import type { ServerResponse } from 'node:http';
import type { MachineId } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { Board } from '../board/board.ts';
import type { MachineRow } from '../board/machineRow.ts';
import { type BoardReader, openWholeBoards } from './wholeBoards.ts';

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

interface Reader extends BoardReader {
  readonly answer: ServerResponse;
  readonly audience: FeedAudience;
  /** Somebody wrote something down, and the reader could not be told. */
  missedNews: boolean;
}

const mostReaders = 500;
const tickEveryMs = 10_000;
/** A reader whose line stays full for this long is not there any more. */
const patienceMs = 60_000;
/** More rows than this at once, as at midnight, are sent as a new board, in pieces. */
const mostRowsAtOnce = 500;

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
  let news: News['told'] = 'none';
  const pen = openPen(options);
  const boards = openWholeBoards(options, { readers, write: pen.write, shown: pen.catchUp });
  return {
    attach: (answer, headers, audience) => {
      const reader = newReader(answer, audience);
      readers.add(reader);
      answer.on('close', () => readers.delete(reader));
      answer.on('error', () => readers.delete(reader));
      answer.on('drain', () => {
        reader.fullSinceMs = null;
        if (reader.snapshot === null) pen.catchUp(reader);
        else boards.goOn(reader);
      });
      answer.writeHead(200, { ...headers, ...feedHeaders });
      boards.show(reader);
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
      const told = news;
      news = 'none';
      if (isTick) tickedMs = nowMs;
      if (readers.size === 0) return;
      boards.changed(ids);
      const isAnew = told === 'members' || ids.length > mostRowsAtOnce;
      if (isAnew) boards.forget();
      const tell = pen.telling({ ids, told, isTick, isAnew });
      for (const reader of readers) {
        const { fullSinceMs, audience, answer } = reader;
        const isOver = fullSinceMs !== null && nowMs - fullSinceMs > patienceMs;
        if (isOver || (isTick && !audience.stays())) answer.destroy();
        else if (!tell(reader) && isAnew) boards.show(reader);
      }
    },
    readers: () => readers.size,
    mostReaders,
    close: () => {
      for (const { answer } of readers) answer.destroy();
    },
  };
}

/** What is to be told in one flush; `isAnew`: by a whole board. */
interface News {
  readonly ids: readonly MachineId[];
  readonly told: 'none' | 'capacity' | 'members';
  readonly isTick: boolean;
  readonly isAnew: boolean;
}

/** What writes to readers, and remembers what they could not be told. */
function openPen({ board, clock }: FeedOptions) {
  const rowText = (id: MachineId, audience: FeedAudience): string => {
    const row = board.row(id, clock.now());
    const shown = row === undefined ? null : audience.shows(row);
    return shown === null ? '' : event('row', shown);
  };
  const capacityText = (): string => event('capacity', { at: clock.now() });
  const write = (reader: Reader, text: string): void => {
    if (text !== '' && !reader.answer.write(text)) reader.fullSinceMs = clock.monotonicMs();
  };
  return {
    write,
    /** Tells what was missed, each machine's newest row. */
    catchUp: (reader: Reader): void => {
      const ids = [...reader.missed];
      reader.missed.clear();
      const capacity = reader.missedNews ? capacityText() : '';
      reader.missedNews = false;
      write(reader, ids.map((id) => rowText(id, reader.audience)).join('') + capacity);
    },
    /** Tells a reader, or, when he cannot be told now, remembers what he missed and says false. */
    telling: ({ ids, told, isTick, isAnew }: News): ((reader: Reader) => boolean) => {
      const text = sharedText((audience) => ids.map((id) => rowText(id, audience)).join(''));
      const capacity = told === 'none' ? '' : capacityText();
      const rest = capacity + (isTick ? event('tick', { at: clock.now() }) : '');
      return (reader) => {
        const canBeTold = reader.fullSinceMs === null && reader.snapshot === null && !isAnew;
        if (canBeTold) write(reader, text(reader.audience) + rest);
        else {
          for (const id of ids) reader.missed.add(id);
          reader.missedNews ||= told !== 'none';
        }
        return canBeTold;
      };
    },
  };
}

function newReader(answer: ServerResponse, audience: FeedAudience): Reader {
  return {
    answer,
    audience,
    fullSinceMs: null,
    missed: new Set(),
    missedNews: false,
    snapshot: null,
    isOutdated: false,
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
