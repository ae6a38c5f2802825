// The hand-over in small: order, receipts, rewinding, and refusals that are justified or not. The rule itself has its
// own properties in the Sparkplug package, and the whole is tried by the delivery simulation.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noTime } from '@nakamawashi/machine-model';
import { createLog } from '@nakamawashi/runtime';
import { readParcel } from '@nakamawashi/sparkplug';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../../tests/manualClock.ts';
import { openDatabase } from './database.ts';
import { type HandOver, openHandOver } from './handOver.ts';
import type { Outbox } from './outbox/outbox.ts';
import { sqliteOutbox } from './outbox/sqliteOutbox.ts';

const slotLengthMs = 300_000;
const start = Date.UTC(2026, 10, 20);
let folder: string;
let outbox: Outbox;
let clock: ManualClock;
let handOver: HandOver;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hand-over-'));
  outbox = sqliteOutbox(openDatabase(join(folder, 'agent.sqlite')), { maxDays: 30 });
  clock = manualClock(start);
  const log = createLog('test');
  log.level = 'silent';
  handOver = openHandOver({ outbox, clock, log, slotLengthMs });
});
afterEach(() => {
  outbox.close();
  rmSync(folder, { recursive: true });
});

const startOf = (index: number): number => start + index * slotLengthMs;
function append(from: number, count: number): void {
  const slots = Array.from({ length: count }, (_, index) => ({
    machine: 'a',
    start: startOf(from + index),
    lengthMs: slotLengthMs,
    elements: { ...noTime, idle: slotLengthMs },
  }));
  outbox.append(slots);
}

/** Sends the next parcel and tells which slots were in it. */
function sendNext(): readonly number[] | null {
  const next = handOver.next('a');
  if (next === null) return null;
  next.sent();
  const slots = readParcel('a', next.metrics, slotLengthMs)?.slots ?? [];
  return slots.map((slot) => (slot.start - start) / slotLengthMs);
}

describe('the hand-over', () => {
  it('sends what is held in order and once, and forgets what has its receipt', () => {
    append(0, 100);
    expect(sendNext()?.length).toBe(96);
    expect(sendNext()).toBeNull();
    handOver.receipt('a', startOf(96));
    expect(sendNext()).toEqual([96, 97, 98, 99]);
    expect(sendNext()).toBeNull();
    handOver.receipt('a', startOf(97));
    expect(outbox.oldest('a')).toBe(startOf(97));
    handOver.receipt('a', startOf(5_000));
    expect(outbox.oldest('a')).toBe(startOf(97));
  });

  it('begins at the oldest again after a birth, and after a time without receipts', async () => {
    append(0, 2);
    expect(sendNext()).toEqual([0, 1]);
    handOver.restart();
    expect(sendNext()).toEqual([0, 1]);
    await clock.pass(16_000);
    expect(sendNext()).toEqual([0, 1]);
  });

  it('sets aside what lies in the future by the host, and goes on after the last good slot', () => {
    append(0, 2);
    append(500, 2);
    sendNext();
    expect(handOver.refused('a', startOf(500), startOf(2))).toBe(2);
    expect(handOver.clock()).toEqual({ isTrusted: false, offsetMs: start - startOf(2) });
    expect(sendNext()).toEqual([0, 1]);
    handOver.receipt('a', startOf(2));
    expect(handOver.clock().isTrusted).toBe(true);
  });

  it('does not heed a refusal of what is over by the host’s own clock', () => {
    append(0, 2);
    expect(handOver.refused('a', startOf(1), startOf(2))).toBe(0);
    expect(handOver.refused('a', startOf(9_000), start)).toBe(0);
    expect(outbox.holdings(['a'])).toMatchObject({ depth: 2, setAside: 0 });
    expect(handOver.clock().isTrusted).toBe(true);
  });
});
