// `GET /api/live`: server-sent events. First the whole board, then rows as they change, and the time every ten seconds.
// A slow reader holds no memory: while its line is full, or the board is still on its way, only the ids of changed
// machines are kept, and it gets each one's newest row then. When members change, what everybody sees is sent anew.
import type { ServerResponse } from 'node:http';
import type { MachineId } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { Board } from '../board/board.ts';
import type { MachineRow } from '../board/machineRow.ts';
import { eventText, type FeedText, feedText, packedHead } from './feedText.ts';
import { type BoardReader, openWholeBoards } from './wholeBoards.ts';

export interface LiveFeed {
  /** Takes over an answer; the caller looks at `readers` and `mostReaders` first. */
  attach(answer: ServerResponse, line: FeedLine, audience: FeedAudience): void;
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

/** How a feed goes out. */
interface FeedLine {
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the reader can unpack it. */
  readonly isPacked: boolean;
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
  readonly isPacked: boolean;
  readonly audience: FeedAudience;
  /** Somebody wrote something down, and the reader could not be told. */
  missedNews: boolean;
}

const mostReaders = 500;
const tickEveryMs = 10_000;
/** A reader whose line stays full for this long is not there any more. */
const patienceMs = 60_000;
/** More rows than this at once, as at midnight, are told in several turns of the event loop. */
const rowsOfTurn = 250;

const feedHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  vary: 'accept-encoding',
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
  const turns = openTurns(pen, readers);
  const boards = openWholeBoards(options, { readers, write: pen.write, shown: turns.catchUp });
  return {
    attach: (answer, { headers, isPacked }, audience) => {
      const reader = newReader(answer, isPacked, audience);
      readers.add(reader);
      answer.on('close', () => readers.delete(reader));
      answer.on('error', () => readers.delete(reader));
      answer.on('drain', () => {
        reader.fullSinceMs = null;
        if (reader.snapshot === null) turns.catchUp(reader);
        else boards.goOn(reader);
      });
      answer.writeHead(200, { ...headers, ...feedHeaders, ...(isPacked && { 'content-encoding': 'gzip' }) });
      if (isPacked) answer.write(packedHead);
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
      for (const { answer, audience, fullSinceMs } of readers) {
        const isOver = fullSinceMs !== null && nowMs - fullSinceMs > patienceMs;
        if (isOver || (isTick && !audience.stays())) answer.destroy();
      }
      boards.changed(ids);
      const isAnew = told === 'members';
      if (isAnew) boards.forget();
      turns.tell({ ids, told, isTick, isAnew });
      if (isAnew) for (const reader of readers) boards.show(reader);
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

/** Tells what changed, and what was missed, a few rows at every turn of the event loop. */
function openTurns({ write, telling, missed }: ReturnType<typeof openPen>, readers: ReadonlySet<Reader>) {
  const waiting = new Set<MachineId>();
  let isTurning = false;
  const tellSome = (news: Omit<News, 'ids'>): void => {
    const ids = taken(waiting);
    const tell = telling({ ...news, ids });
    for (const reader of readers) tell(reader);
    if (waiting.size > 0) later();
  };
  const catchUp = (reader: Reader): void => {
    if (!canBeTold(reader)) return;
    write(reader, missed(reader));
    if (reader.missed.size > 0) later();
  };
  const turn = (): void => {
    isTurning = false;
    for (const reader of readers) if (reader.missed.size > 0) catchUp(reader);
    if (waiting.size > 0) tellSome({ told: 'none', isTick: false, isAnew: false });
  };
  const later = (): void => {
    if (isTurning) return;
    isTurning = true;
    setImmediate(turn);
  };
  return {
    catchUp,
    tell: ({ ids, ...news }: News): void => {
      // A new board has all that changed, and nobody has to be told where nobody reads.
      const isNeedless = news.isAnew || readers.size === 0;
      if (isNeedless) waiting.clear();
      else for (const id of ids) waiting.add(id);
      tellSome(news);
    },
  };
}

/** The first of a set, which are in it no more. */
function taken(ids: Set<MachineId>): readonly MachineId[] {
  const some = [...ids.values().take(rowsOfTurn)];
  for (const id of some) ids.delete(id);
  return some;
}

function canBeTold({ fullSinceMs, snapshot }: Reader): boolean {
  return fullSinceMs === null && snapshot === null;
}

/** What writes to readers, and remembers what they could not be told. */
function openPen({ board, clock }: FeedOptions) {
  const rowText = (id: MachineId, audience: FeedAudience): string => {
    const row = board.row(id, clock.now());
    const shown = row === undefined ? null : audience.shows(row);
    return shown === null ? '' : eventText('row', shown);
  };
  const rowsText = (ids: readonly MachineId[], audience: FeedAudience): string =>
    ids.map((id) => rowText(id, audience)).join('');
  const capacityText = (): string => eventText('capacity', { at: clock.now() });
  const write = ({ answer, isPacked }: Reader, text: FeedText): boolean =>
    text.isEmpty || answer.write(isPacked ? text.packed() : text.plain());
  return {
    write: (reader: Reader, text: FeedText): void => {
      if (!write(reader, text)) reader.fullSinceMs = clock.monotonicMs();
    },
    /** Some of what was missed, each machine's newest row. */
    missed: (reader: Reader): FeedText => {
      const rows = rowsText(taken(reader.missed), reader.audience);
      const capacity = reader.missedNews ? capacityText() : '';
      reader.missedNews = false;
      return feedText(rows + capacity);
    },
    /** Tells a reader, or, when he cannot be told now, remembers what he missed. */
    telling: ({ ids, told, isTick, isAnew }: News): ((reader: Reader) => void) => {
      const rows = sharedText((audience) => rowsText(ids, audience));
      const capacity = told === 'none' ? '' : capacityText();
      const rest = feedText(capacity + (isTick ? eventText('tick', { at: clock.now() }) : ''));
      return (reader) => {
        if (canBeTold(reader) && !isAnew) {
          const areTaken = [rows(reader.audience), rest].map((text) => write(reader, text));
          if (areTaken.includes(false)) reader.fullSinceMs = clock.monotonicMs();
          return;
        }
        for (const id of ids) reader.missed.add(id);
        reader.missedNews ||= told !== 'none';
      };
    },
  };
}

function newReader(answer: ServerResponse, isPacked: boolean, audience: FeedAudience): Reader {
  return {
    answer,
    isPacked,
    audience,
    fullSinceMs: null,
    missed: new Set(),
    missedNews: false,
    snapshot: null,
    isOutdated: false,
  };
}

/** Made once for all readers who are shown the same. */
function sharedText(make: (audience: FeedAudience) => string): (audience: FeedAudience) => FeedText {
  const made = new Map<string, FeedText>();
  return (audience) => {
    const text = made.get(audience.key) ?? feedText(make(audience));
    made.set(audience.key, text);
    return text;
  };
}
