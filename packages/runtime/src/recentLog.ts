// The last lines of a log on disk, for a support call where nobody kept the output: two files of bounded size, written
// every few seconds and not for every line, because the disk may be an SD card. A disk that refuses costs lines only.
import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where log lines go besides standard error. */
export interface RecentLog {
  /** One line with its line break. */
  write(line: string): void;
  /** Writes down what waits. */
  flush(): void;
}

const mostBytes = 131_072;
const writeEveryMs = 5_000;

/** Keeps the last lines in `file`, and the ones before them in `file.1`. */
export function openRecentLog(file: string): RecentLog {
  let waiting = '';
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const lines = waiting;
    waiting = '';
    if (lines === '') return;
    try {
      mkdirSync(dirname(file), { recursive: true });
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > mostBytes) renameSync(file, `${file}.1`);
      appendFileSync(file, lines);
    } catch {
      // A log must not be the reason for anything.
    }
  };
  return {
    flush,
    write: (line) => {
      if (waiting.length < mostBytes) waiting += line;
      timer ??= setTimeout(flush, writeEveryMs).unref();
    },
  };
}

/** The last lines, oldest first; none where there is no log. */
export function readRecentLog(file: string, mostLines: number): readonly string[] {
  const text = [`${file}.1`, file].map(textOf).join('');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .slice(-mostLines);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
