// Teach-in: a person at the machine says start and stop a few times while everything that can be read is watched, and
// the rule that follows from it is proposed with its evidence. It only reads, through the agent's own driver.
import type { Profile, Reading, TimestampMs } from '@nakamawashi/machine-model';
import { localDate } from '@nakamawashi/machine-model';
import { type Clock, messageOf, supervise } from '@nakamawashi/runtime';
import type { Machine } from '../config.ts';
import type { Driver } from '../drivers/driver.ts';
import type { Watched } from './candidates.ts';
import { changesOf, coresOf, type Gap, type Lesson, type Word } from './lesson.ts';
import { type Proposal, proposeRules } from './proposeRule.ts';
import { evidenceText, taughtProfile } from './taughtProfile.ts';
import {
  contactIsBack,
  heard,
  introduction,
  keys,
  notEnough,
  nothingSeparates,
  notUnderstood,
} from './teachTexts.ts';

/** What a lesson works with. */
export interface TeachOptions {
  readonly clock: Clock;
  readonly driver: Driver;
  /** Items to watch besides those of the machine's profile, by id. */
  readonly more: ReadonlyMap<string, unknown>;
  /** So late at most a person says a change, in milliseconds. */
  readonly lateMs: number;
  readonly timeZone: string;
  /** What the person types, line by line, from the moment of asking on. */
  lines(): AsyncIterable<string>;
  print(text: string): void;
}

/** The text of the learnt profile, or null when nothing follows what was said. */
export async function teachIn(machine: Machine, options: TeachOptions): Promise<string | null> {
  const { clock, print, lateMs } = options;
  const watching = watchedProfile(machine.profile, options.more);
  const readings = new Map<string, Reading[]>(watching.items.map(({ id }) => [id, []]));
  const stop = new AbortController();
  const contact = Promise.withResolvers<void>();
  const reading = watch(
    { ...machine, profile: watching },
    { ...options, readings, signal: stop.signal, onContact: contact.resolve },
  );
  await contact.promise;
  print(introduction(watching.items.length, lateMs / 1_000));
  const words = await listen(options);
  const until = clock.now();
  stop.abort();
  const gaps = (await reading).map((gap) => ({ ...gap, until: Math.min(gap.until, until) }));
  const lesson: Lesson = { words, until, gaps, patience: { lateMs, earlyMs: lateMs / 4 } };
  if (new Set(coresOf(lesson).map(({ state }) => state)).size < 2 || changesOf(lesson).length < 4) {
    print(notEnough);
    return null;
  }
  const watched = watching.items.map(
    ({ id, address }): Watched => ({ item: id, address, readings: readings.get(id) ?? [] }),
  );
  const proposals = proposeRules(watched, lesson);
  for (const proposal of proposals) print(proposalText(proposal));
  const date = localDate(until, options.timeZone);
  const title = { ja: `${machine.name.ja}(教示)`, en: `${machine.name.en} (taught)` };
  const { id, protocol } = machine;
  const text = taughtProfile({ machine: id, title, protocol, date, watched, proposals });
  if (text === null) print(nothingSeparates);
  return text;
}

/** Every item as it is, without any meaning yet. */
function watchedProfile(profile: Profile, more: ReadonlyMap<string, unknown>): Profile {
  const known = new Set(profile.items.map(({ address }) => JSON.stringify(address)));
  const extra = [...more].filter(([, address]) => !known.has(JSON.stringify(address)));
  const items = [...profile.items.map(({ id, address }) => [id, address] as const), ...extra];
  const signal = { kind: 'value' } as const;
  return { ...profile, items: items.map(([id, address]) => ({ id, address, optional: true, signal })) };
}

/** Reads until aborted; the stretches in which that was not possible. */
async function watch(
  machine: Machine,
  options: TeachOptions & {
    readonly readings: Map<string, Reading[]>;
    readonly signal: AbortSignal;
    onContact(): void;
  },
): Promise<readonly Gap[]> {
  const { clock, driver, readings, signal, print, onContact } = options;
  const gaps: Gap[] = [];
  let problem: string | null = null;
  const contact: { last: TimestampMs | null; lostAt: TimestampMs | null } = { last: null, lostAt: null };
  const once = async (running: AbortSignal): Promise<void> => {
    for await (const batch of driver(machine, clock, running)) {
      const now = clock.now();
      if (contact.lostAt !== null) {
        gaps.push({ from: contact.lostAt, until: now });
        print(contactIsBack((now - contact.lostAt) / 1_000));
      }
      problem = null;
      contact.last = now;
      contact.lostAt = null;
      for (const reading of batch) readings.get(reading.item)?.push({ ...reading, at: now });
      onContact();
    }
  };
  await supervise(once, {
    signal,
    clock,
    backoff: { firstMs: 500, maxMs: 5_000 },
    onFailure: (error) => {
      const now = messageOf(error);
      if (now !== problem) print(`! ${now}\n`);
      problem = now;
      const at = contact.last;
      if (at === null || contact.lostAt !== null) return;
      contact.lostAt = at;
      for (const [item, all] of readings) all.push({ item, value: null, quality: 'bad', at });
    },
  });
  const from = contact.lostAt;
  return from === null ? gaps : [...gaps, { from, until: Number.MAX_SAFE_INTEGER }];
}

async function listen({ lines, clock, print }: TeachOptions): Promise<readonly Word[]> {
  const words: Word[] = [];
  for await (const line of lines()) {
    const key = line.trim().toLowerCase();
    if (key === 'q') break;
    const state = keys[key];
    if (state === undefined) {
      print(notUnderstood);
      continue;
    }
    words.push({ at: clock.now(), state });
    print(heard[state]);
  }
  return words;
}

function proposalText({ state, fits, misses }: Proposal): string {
  const [best, ...others] = fits;
  const rows = [
    best === undefined ? `${state}: －` : `${state}: ${evidenceText(best)}`,
    ...others.slice(0, 3).map((each) => `    = ${evidenceText(each)}`),
    ...(best === undefined ? misses.map((each) => `    ? ${evidenceText(each)}`) : []),
  ];
  return `${rows.join('\n')}\n`;
}
