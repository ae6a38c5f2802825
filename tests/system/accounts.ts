// What the system tests ask of a whole consortium after they have tormented it: every closed slot of every
// machine, from the store itself, once the store says that it has them all.
import type { Slot, Span } from '@nakamawashi/machine-model';
import { openStore } from '../../cloud-aggregator/src/store/openStore.ts';
import type { StoreSettings } from '../../cloud-aggregator/src/store/storeSettings.ts';
import type { Consortium } from '../../packages/simulators/src/demo/consortium.ts';
import { type Rig, until } from './rig.ts';

/** The starts of all slots of the span. */
export function startsBetween({ from, until }: Span, slotLengthMs: number): readonly number[] {
  return Array.from({ length: (until - from) / slotLengthMs }, (_, index) => from + index * slotLengthMs);
}

/** Waits until the board shows a state of every machine. */
export async function untilAllLive(rig: Rig, { workshops }: Consortium): Promise<void> {
  const wanted = workshops.flatMap(({ machines }) => machines).length;
  await until(async () => {
    const answer = await fetch(`${rig.board}/api/machines`);
    const { machines } = (await answer.json()) as { machines: { state: string; freshness: string }[] };
    return (
      machines.filter(({ state, freshness }) => freshness === 'live' && state !== 'unknown').length === wanted
    );
  });
}

/** The stored slots of the span, once every machine's mark has passed its end. */
export async function untilDelivered(
  rig: Rig,
  { workshops }: Consortium,
  span: Span,
  where: StoreSettings = { sqlite: { file: `${rig.folder}/aggregator/store.sqlite` } },
): Promise<readonly Slot[]> {
  const store = await openStore(where);
  try {
    await until(async () => {
      const marks = await store.marks();
      return workshops.every(({ id, machines }) =>
        machines.every((machine) => (marks.get(`${id}/${machine.id}`) ?? 0) >= span.until),
      );
    });
    const slots: Slot[] = [];
    for await (const slot of store.slots(span)) slots.push(slot);
    return slots;
  } finally {
    await store.close();
  }
}
