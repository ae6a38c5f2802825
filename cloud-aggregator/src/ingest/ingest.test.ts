// Which nodes are asked for their births when the link comes up: those that are not born, and only those.
import { createLog } from '@nakamawashi/runtime';
import {
  birth,
  decodePayload,
  type Metric,
  nodeStatusMetrics,
  type Outgoing,
  openSession,
  parseTopic,
} from '@nakamawashi/sparkplug';
import { beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../../tests/manualClock.ts';
import { openBoard } from '../board/board.ts';
import { openBoxBook } from '../board/boxBook.ts';
import { emptyDirectory } from '../directory/directory.ts';
import { openPlanBook } from '../directory/planBook.ts';
import { openMeasures } from '../measures.ts';
import { sparingly } from '../sparingly.ts';
import { type Ingest, openIngest } from './ingest.ts';
import { openParcelQueue } from './parcelQueue.ts';

const start = 1_000_000_000_000;
let clock: ReturnType<typeof manualClock>;
let ingest: Ingest;
let sent: Outgoing[];
const send = (message: Outgoing): void => {
  sent.push(message);
};
const asked = (): readonly (string | undefined)[] =>
  sent
    .map(({ topic }) => parseTopic(topic))
    .filter((topic) => topic?.type === 'NCMD')
    .map((topic) => topic?.node);

beforeEach(() => {
  clock = manualClock(start);
  sent = [];
  const directory = () => emptyDirectory('Asia/Tokyo');
  const log = createLog('test');
  log.level = 'silent';
  ingest = openIngest({
    consortium: 'ota',
    expectedNodes: () => new Set(['kamata', 'rokugo']),
    clock,
    log,
    sparingly: sparingly(clock),
    measures: openMeasures(),
    boxes: openBoxBook(),
    board: openBoard(directory, openPlanBook(directory), start),
    queue: openParcelQueue({ all: 10, ofWorkshop: 10 }),
    foreign: { isForeign: (node) => node === 'foreign', handle: () => undefined, tick: () => undefined },
    marks: new Map(),
    isStoreUp: () => true,
  });
});

function beBorn(node: string, metrics: readonly Metric[] = []): void {
  const session = openSession({ group: 'ota', node, primaryHost: null }, 0);
  const [, messages] = birth(session, { node: metrics, devices: new Map() }, clock.now());
  for (const { topic, payload } of messages) ingest.session.message(topic, payload);
}

describe('when the link comes up', () => {
  it('a node that was born while STATE was on its way is not asked again', async () => {
    beBorn('kamata');
    ingest.session.up(send);
    expect(asked()).toEqual([]);
    await clock.pass(10_000);
    ingest.tick();
    expect(asked()).toEqual(['rokugo']);
  });

  it('a node that was born before the link was lost is asked at once', async () => {
    ingest.session.up(send);
    beBorn('kamata');
    ingest.session.down();
    await clock.pass(60_000);
    ingest.session.up(send);
    expect(asked()).toEqual(['kamata']);
  });
});

describe('a node that is born', () => {
  const status = { clockOffsetMs: null, outboxDepth: 0, outboxOldestAgeS: null, outboxSetAside: 0 };
  const born = (node: string, clockTrusted: boolean): void =>
    beBorn(node, nodeStatusMetrics({ ...status, clockTrusted }, clock.now()));
  const told = (): readonly unknown[] =>
    sent.map(({ topic, payload }) => [
      parseTopic(topic)?.node,
      ...decodePayload(payload).metrics.map(({ name, value }) => `${name} ${value}`),
    ]);

  it('with its time in doubt hears the time of the host, at every birth and without any receipt', async () => {
    ingest.session.up(send);
    born('kamata', false);
    await clock.pass(60_000);
    born('kamata', false);
    expect(told()).toEqual([
      ['kamata', `Clock/Host Time ${start}`],
      ['kamata', `Clock/Host Time ${start + 60_000}`],
    ]);
  });

  it('with its time trusted hears nothing, nor does one that is not ours', () => {
    ingest.session.up(send);
    born('kamata', true);
    born('foreign', false);
    expect(told()).toEqual([]);
  });
});
