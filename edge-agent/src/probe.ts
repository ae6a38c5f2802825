// Reads a real machine for a moment and tells what each item says and which state comes of it: the tool for the day of
// installation. It uses the very driver and the very model of the agent, and writes nothing down.
import {
  advance,
  liveState,
  type MachineModel,
  observe,
  type Reading,
  startModel,
} from '@nakamawashi/machine-model';
import { type Clock, messageOf } from '@nakamawashi/runtime';
import type { Machine } from './config.ts';
import type { Driver } from './drivers/driver.ts';

/** What a machine said. */
export interface Probed {
  readonly machine: Machine;
  /** The last reading of each item, in the profile's order; null when nothing came. */
  readonly readings: readonly (readonly [item: string, reading: Reading | null])[];
  readonly model: MachineModel;
  /** Why the machine cannot be read, or null. */
  readonly problem: string | null;
}

/** So long a lamp has to be watched to tell whether it flashes. */
const watchMs = 3_500;
const giveUpMs = 15_000;

/** Reads until every item has spoken and its signals could show themselves, or contact fails. */
export async function probe(machine: Machine, driver: Driver, clock: Clock): Promise<Probed> {
  const latest = new Map<string, Reading>();
  const startedAt = clock.monotonicMs();
  const stop = new AbortController();
  const tooLate = clock.sleep(giveUpMs, stop.signal).then(
    () => stop.abort(),
    () => undefined,
  );
  let model = startModel(machine.profile, clock.now());
  let problem: string | null = null;
  let firstAt: number | null = null;
  try {
    for await (const readings of driver(machine, clock, stop.signal)) {
      for (const reading of readings) latest.set(reading.item, reading);
      model = observe(model, readings, clock.now()).model;
      firstAt ??= clock.monotonicMs();
      const isComplete = machine.profile.items.every(({ id }) => latest.has(id));
      if (isComplete && clock.monotonicMs() - firstAt >= watchMs) break;
    }
  } catch (error) {
    problem = messageOf(error);
  }
  stop.abort();
  await tooLate;
  if (problem === null && latest.size === 0) {
    problem = `nothing was read within ${Math.round((clock.monotonicMs() - startedAt) / 1_000)} s`;
  }
  model = advance(model, clock.now()).model;
  const readings = machine.profile.items.map(({ id }) => [id, latest.get(id) ?? null] as const);
  return { machine, readings, model, problem };
}

/** The result as a text for a person. */
export function probeText({ machine, readings, model, problem }: Probed): string {
  const { id, name, protocol, profile, endpoint } = machine;
  const head = `${id} (${name.ja}) by ${protocol}, profile ${profile.id}: ${JSON.stringify(endpoint)}`;
  const width = Math.max(...readings.map(([item]) => item.length));
  const rows = readings.map(([item, reading]) => {
    const said = reading === null ? 'nothing' : `${JSON.stringify(reading.value)} (${reading.quality})`;
    return `  ${item.padEnd(width)}  ${said}`;
  });
  const { state, inferred } = liveState(model);
  const conclusion = `  state: ${state}${inferred ? ' (inferred)' : ''}`;
  const trouble = problem === null ? [] : [`  cannot be read: ${problem}`];
  return `${[head, ...rows, conclusion, ...trouble].join('\n')}\n`;
}
