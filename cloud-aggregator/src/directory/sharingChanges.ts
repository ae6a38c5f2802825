// Pure: what a new version of a workshop changes in its sharing, in words for the audit log.
import type { Workshop } from './entryKinds.ts';
import type { Audience } from './sharing.ts';

const audiences: readonly Audience[] = ['desk', 'circle', 'consortium'];

/** `lathe-1 desk: mark to live`, one for each machine and audience that changed. */
export function sharingChanges(before: Workshop | undefined, after: Workshop | undefined): readonly string[] {
  const ids = new Set([...(before?.machines ?? []), ...(after?.machines ?? [])].map(({ id }) => id));
  return [...ids].flatMap((id) =>
    audiences.flatMap((audience) => {
      const [from, to] = [before, after].map(
        (each) => each?.machines.find((machine) => machine.id === id)?.sharing[audience] ?? 'none',
      );
      return from === to ? [] : [`${id} ${audience}: ${from} to ${to}`];
    }),
  );
}
