// How long a machine's change takes to reach the page: from the instant in its script to the row on the live feed.
import type { TimestampMs } from '@nakamawashi/machine-model';
import { type MachineKind, type Script, segmentAt, shownState } from '@nakamawashi/simulators';
import { createRig, until } from '../system/rig.ts';
import { smallConsortium } from '../system/smallConsortium.ts';
import type { BenchTable } from './benchTable.ts';

const measuredMs = 120_000;

interface Watched {
  readonly kind: MachineKind;
  readonly script: Script;
  readonly lateMs: number[];
  lastState: string | null;
}

interface Row {
  readonly id: string;
  readonly state: string;
}

export async function freshness(): Promise<BenchTable> {
  const watched = new Map<string, Watched>(
    smallConsortium.workshops.flatMap(({ id, machines }) =>
      machines.map((machine) => [
        `${id}/${machine.id}`,
        { kind: machine.kind, script: machine.script, lateMs: [], lastState: null },
      ]),
    ),
  );
  const rig = await createRig({ consortium: smallConsortium, slotLengthMs: 10_000, broker: 'embedded' });
  const stop = new AbortController();
  try {
    await rig.startAll();
    await until(async () => {
      const answer = await fetch(`${rig.board}/api/machines`);
      const { machines } = (await answer.json()) as { machines: Row[] };
      return machines.filter(({ state }) => state !== 'unknown').length === watched.size;
    });
    const feed = await fetch(`${rig.board}/api/live`, { signal: stop.signal });
    setTimeout(() => stop.abort(), measuredMs);
    await follow(feed, (row, at) => note(watched.get(row.id), row, at)).catch(() => undefined);
  } finally {
    stop.abort();
    await rig.stop();
  }
  return {
    title: 'From a change of a machine to its row on the live feed',
    columns: ['kind', 'changes', 'p50 ms', 'p95 ms', 'max ms'],
    rows: [...watched.values()].map(({ kind, lateMs }) => [
      kind,
      String(lateMs.length),
      ...percentiles(lateMs),
    ]),
    notes: [`${measuredMs / 1_000} s; polling, the profile's debounce and the transport are all inside.`],
  };
}

function note(machine: Watched | undefined, { state }: Row, at: TimestampMs): void {
  if (machine === undefined || machine.lastState === state) return;
  const isFirst = machine.lastState === null;
  machine.lastState = state;
  const segment = segmentAt(machine.script, at);
  // Only what the script shows right now can be dated; the first row is no change.
  if (!isFirst && shownState(machine.kind, segment.state) === state) machine.lateMs.push(at - segment.from);
}

function percentiles(values: readonly number[]): string[] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    String(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? '');
  return [at(0.5), at(0.95), at(1)];
}

async function follow(feed: Response, onRow: (row: Row, at: TimestampMs) => void): Promise<void> {
  if (feed.body === null) throw new Error('the live feed has no body');
  let text = '';
  for await (const chunk of feed.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: ?(.*)$/m.exec(event)?.[1];
      if (/^event: ?row$/m.test(event) && data !== undefined) onRow(JSON.parse(data) as Row, Date.now());
    }
  }
}
