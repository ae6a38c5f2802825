// Edge nodes that are not ours, from the bytes on: aliases, other names and types, metrics of the node and of
// devices. Their slots hold exactly the time that was told; what was not told, or told while the node was away, is
// unknown.
import type { Slot, TimeElements } from '@nakamawashi/machine-model';
import { addTime, machineStates, noTime, slotLengthMs } from '@nakamawashi/machine-model';
import { createLog } from '@nakamawashi/runtime';
import { DataType, type Outgoing } from '@nakamawashi/sparkplug';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type OtherEdge, openOtherEdge, openStory } from '../../../tests/foreign/otherEdge.ts';
import { manualClock } from '../../../tests/manualClock.ts';
import { type Board, openBoard } from '../board/board.ts';
import { openBoxBook } from '../board/boxBook.ts';
import { type Directory, emptyDirectory } from '../directory/directory.ts';
import { entrySchemas } from '../directory/entryKinds.ts';
import { openPlanBook } from '../directory/planBook.ts';
import { type Ingest, openIngest } from '../ingest/ingest.ts';
import { openParcelQueue, type ParcelQueue } from '../ingest/parcelQueue.ts';
import { openMeasures } from '../measures.ts';
import { sparingly } from '../sparingly.ts';
import { type ForeignEdges, openForeignEdges } from './foreignEdges.ts';

const start = Date.UTC(2026, 10, 21);
const sparkplug = {
  id: 'ignition-lathe',
  title: { ja: '旋盤', en: 'Lathe' },
  protocol: 'sparkplug',
  evidence: 'controller',
  staleAfterMs: 15_000,
  lateMs: 0,
  items: [
    { id: 'power', address: { metric: 'Shop/Power', device: null } },
    { id: 'run', address: { metric: 'PLC/Run Code', device: 'CNC 1' } },
    { id: 'alarm', address: { metric: 'PLC/Alarm Text', device: 'CNC 1' }, optional: true },
  ],
  states: [
    { state: 'off', when: { power: false } },
    { state: 'fault', when: { alarm: { not: '' } } },
    { state: 'production', when: { run: 3 } },
    { state: 'idle', when: { run: { below: 3 } } },
  ],
};
const workshop = entrySchemas.workshop.parse({
  id: 'kamata',
  name: { ja: '蒲田精密', en: 'Kamata' },
  calendar: 'always',
  machines: [{ id: 'lathe-1', name: { ja: '旋盤', en: 'Lathe' }, sparkplug }],
});

let clock: ReturnType<typeof manualClock>;
let board: Board;
let queue: ParcelQueue;
let foreign: ForeignEdges;
let ingest: Ingest;
let sent: Outgoing[];
let directory: Directory;
let births: OtherEdge['births'];
let say: OtherEdge['say'];
let publish: OtherEdge['publish'];

beforeEach(() => open());

function open(): void {
  clock = manualClock(start);
  sent = [];
  directory = { ...emptyDirectory('Asia/Tokyo'), workshops: new Map([['kamata', workshop]]) };
  const plans = openPlanBook(() => directory);
  board = openBoard(() => directory, plans, start);
  queue = openParcelQueue({ all: 100_000, ofWorkshop: 100_000 });
  foreign = openForeignEdges({ directory: () => directory, board, queue, clock });
  const log = createLog('test');
  log.level = 'silent';
  ingest = openIngest({
    consortium: 'ota',
    expectedNodes: () => new Set(['kamata']),
    clock,
    log,
    sparingly: sparingly(clock),
    measures: openMeasures(),
    boxes: openBoxBook(),
    board,
    queue,
    foreign,
    marks: new Map(),
    isStoreUp: () => true,
  });
  ingest.session.up((message) => sent.push(message));
  ({ births, say, publish } = openOtherEdge(clock.now, ingest.session.message));
}

async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await clock.pass(1_000);
    foreign.tick();
  }
}

const state = (): string | undefined => board.row('kamata/lathe-1', clock.now())?.state;
function slots(): readonly Slot[] {
  return queue.take(100_000).flatMap((parcel) => parcel.slots);
}

describe('an edge node that is not ours', () => {
  it('shows its machine live by the rules of the directory, and as counted in the cloud', async () => {
    births.node(true);
    expect(state()).toBe('unknown');
    births.device(3);
    await pass(1);
    expect(board.row('kamata/lathe-1', clock.now())).toMatchObject({
      state: 'production',
      evidence: 'controller',
      freshness: 'live',
      isCountedInCloud: true,
    });
    say.run(1);
    await pass(1);
    expect(state()).toBe('idle');
    say.alarm('工具折損');
    await pass(1);
    expect(state()).toBe('fault');
    say.power(false);
    await pass(1);
    expect(state()).toBe('off');
    say.deviceDead();
    expect(state()).toBe('unknown');
    expect(board.machinesOfNode('kamata').map(({ id }) => id)).toEqual(['kamata/lathe-1']);
  });

  it('counts whole slots, with the part before its birth unknown', async () => {
    await pass(60);
    births.node(true);
    births.device(3);
    await pass(120);
    say.run(0);
    await pass(200);
    expect(slots()).toEqual([
      {
        machine: 'kamata/lathe-1',
        start,
        lengthMs: slotLengthMs,
        elements: { ...noTime, unknown: 60_000, production: 120_000, idle: 120_000 },
      },
    ]);
  });

  it('is quiet for hours and still there, and is told no receipts', async () => {
    births.node(true);
    births.device(3);
    await pass(3_601);
    expect(state()).toBe('production');
    expect(slots()).toHaveLength(12);
    ingest.committed([{ machine: 'kamata/lathe-1', mark: clock.now(), refusedFrom: null }]);
    await clock.pass(5_000);
    ingest.tick();
    expect(sent.filter(({ topic }) => topic.includes('/DCMD/'))).toEqual([]);
  });

  it('is unknown while our own line is down, and until it is born again', async () => {
    births.node(true);
    births.device(3);
    await pass(10);
    ingest.session.down();
    expect(state()).toBe('unknown');
    ingest.session.up((message) => sent.push(message));
    await pass(10);
    expect(state()).toBe('unknown');
    expect(sent.some(({ topic }) => topic.endsWith('/NCMD/kamata'))).toBe(true);
  });

  it('goes on by other rules when the directory changes them, and is forgotten when it loses them', async () => {
    births.node(true);
    births.device(3);
    await pass(10);
    const [machine] = workshop.machines;
    if (machine?.sparkplug === undefined) throw new Error('BUG: no machine');
    const states = machine.sparkplug.states.map((rule) => ({
      ...rule,
      state: rule.state === 'production' ? ('setup' as const) : rule.state,
    }));
    const changed = { ...workshop, machines: [{ ...machine, sparkplug: { ...machine.sparkplug, states } }] };
    directory = { ...directory, workshops: new Map([['kamata', changed]]) };
    await pass(2);
    expect(state()).toBe('setup');
    directory = { ...directory, workshops: new Map() };
    expect(foreign.isForeign('kamata')).toBe(false);
  });

  it('takes whatever value comes under its names, and never ends by it', () => {
    const metric = fc.oneof(
      fc.record({ datatype: fc.constant(DataType.String), value: fc.string() }),
      fc.record({ datatype: fc.constant(DataType.Double), value: fc.double() }),
      fc.record({
        datatype: fc.constant(DataType.UInt64),
        value: fc.bigInt({ min: 2n ** 60n, max: 2n ** 64n - 1n }),
      }),
      fc.record({ datatype: fc.constant(DataType.Bytes), value: fc.uint8Array() }),
      fc.record({ datatype: fc.constant(DataType.Boolean), value: fc.constantFrom(true, false, null) }),
    );
    const timestamp = fc.oneof(fc.constant(null), fc.nat(), fc.constant(2 ** 53 - 1));
    fc.assert(
      fc.property(fc.array(fc.tuple(metric, timestamp), { maxLength: 5 }), (told) => {
        open();
        births.node(true);
        for (const [each, at] of told) {
          publish('DBIRTH/kamata/CNC 1', [{ name: 'PLC/Run Code', alias: 41, timestamp: at, ...each }], true);
          foreign.tick();
        }
        expect(['unknown', 'production', 'idle', 'fault', 'off', 'setup', 'maintenance']).toContain(state());
      }),
    );
  });

  it('holds exactly the time that was told, whatever happens in whatever order', async () => {
    const step = fc.record({
      seconds: fc.integer({ min: 1, max: 400 }),
      what: fc.constantFrom(
        'nodeBorn',
        'deviceBorn',
        'run',
        'idle',
        'power',
        'deviceDead',
        'nodeDead',
        'nothing',
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        open();
        const story = openStory({ births, say, publish }, start);
        for (const { seconds, what } of steps) {
          story.act(what);
          story.pass(seconds);
          await pass(seconds);
        }
        const found = slots();
        for (const { elements, lengthMs } of found) {
          expect(machineStates.reduce((sum, each) => sum + elements[each], 0)).toBe(lengthMs);
        }
        expect(found.reduce((sum: TimeElements, slot) => addTime(sum, slot.elements), noTime)).toEqual(
          story.total(found.length),
        );
      }),
      { numRuns: 40 },
    );
  });
});
