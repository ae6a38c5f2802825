// `GET /api/live`: server-sent events. First the whole board, then rows as they change, and the time every ten seconds.
// A slow reader holds no memory: while its line is full only the ids of changed machines are kept, and it gets each
// one's newest row when it can take more.
import type { ServerResponse } from 'node:http';
import type { MachineId } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import type { Board } from '../board/board.ts';

export interface LiveFeed {
  /** Takes over an answer; the caller looks at `readers` and `mostReaders` first. */
  attach(answer: ServerResponse, headers: Readonly<Record<string, string>>, audience: FeedAudience): void;
  /** Sends what changed; several times a second. */
  flush(): void;
  readers(): number;
  readonly mostReaders: number;
  close(): void;
}

/** For whom a feed is. */
interface FeedAudience {
  /** Whether the reader is shown a machine; null: every machine, and the text is shared with others. */
  readonly sees: ((machine: MachineId) => boolean) | null;
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

export function openLiveFeed(options: {
  readonly board: Board;
  readonly clock: Clock;
  readonly timeZone: string;
}): LiveFeed {
  const { board, clock, timeZone } = options;
  const readers = new Set<Reader>();
  let tickedMs = clock.monotonicMs();
  const rowText = (id: MachineId): string => {
    const row = board.row(id, clock.now());
    return row === undefined ? '' : event('row', row);
  };
  const write = (reader: Reader, text: string): void => {
    if (text !== '' && !reader.answer.write(text)) reader.fullSinceMs = clock.monotonicMs();
  };
  const catchUp = (reader: Reader): void => {
    reader.fullSinceMs = null;
    const ids = [...reader.missed];
    reader.missed.clear();
    write(reader, ids.map(rowText).join(''));
  };
  return {
    attach: (answer, headers, audience) => {
      const reader: Reader = { answer, audience, fullSinceMs: null, missed: new Set() };
      readers.add(reader);
      answer.on('close', () => readers.delete(reader));
      answer.on('error', () => readers.delete(reader));
      answer.on('drain', () => catchUp(reader));
      answer.writeHead(200, { ...headers, ...feedHeaders });
      const at = clock.now();
      const machines = board.rows(at).filter(({ id }) => audience.sees?.(id) ?? true);
      write(reader, event('board', { at, timeZone, machines }));
    },
    flush: () => {
      const nowMs = clock.monotonicMs();
      const ids = board.takeChanged();
      const isTick = nowMs - tickedMs >= tickEveryMs;
      if (isTick) tickedMs = nowMs;
      if (readers.size === 0) return;
      const texts = new Map(ids.map((id) => [id, rowText(id)]));
      const tick = isTick ? event('tick', { at: clock.now() }) : '';
      const whole = [...texts.values(), tick].join('');
      for (const reader of readers) {
        const { fullSinceMs, audience } = reader;
        const sees = audience.sees ?? everything;
        const isOver = fullSinceMs !== null && nowMs - fullSinceMs > patienceMs;
        if (isOver || (isTick && !audience.stays())) reader.answer.destroy();
        else if (fullSinceMs !== null) for (const id of ids.filter(sees)) reader.missed.add(id);
        else if (sees === everything) write(reader, whole);
        else write(reader, [...ids.filter(sees).map((id) => texts.get(id)), tick].join(''));
      }
    },
    readers: () => readers.size,
    mostReaders,
    close: () => {
      for (const { answer } of readers) answer.destroy();
    },
  };
}

const everything = (): boolean => true;

function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
