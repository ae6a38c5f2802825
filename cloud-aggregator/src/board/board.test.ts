// Whatever comes and whatever does not: after each look at the time, what was last told of every machine is true.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { emptyDirectory } from '../directory/directory.ts';
import { openPlanBook } from '../directory/planBook.ts';
import { openBoard } from './board.ts';
import { unheardMachine } from './liveMachine.ts';

const begin = Date.UTC(2026, 10, 18, 0, 0);
const nodes = ['kamata', 'rokugo'];
const ids = nodes.flatMap((node) => [`${node}/a`, `${node}/b`, `${node}/c`]);

const step = fc.oneof(
  fc.record({ kind: fc.constant('contact' as const), node: fc.constantFrom(...nodes) }),
  fc.record({
    kind: fc.constant('put' as const),
    id: fc.constantFrom(...ids),
    connected: fc.boolean(),
    known: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('mark' as const), id: fc.constantFrom(...ids) }),
  fc.record({
    kind: fc.constant('wait' as const),
    ms: fc.constantFrom(1_000, 20_000, 89_000, 400_000, 700_000),
  }),
);

it('tells of every machine that grows older, and says nothing of one that does not', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const directory = emptyDirectory('Asia/Tokyo');
      let now = begin;
      const board = openBoard(
        () => directory,
        openPlanBook(() => directory),
        now,
      );
      const told = new Map<string, string>();
      const look = (): readonly string[] => {
        board.tick(now);
        const changed = board.takeChanged();
        for (const id of changed) told.set(id, board.row(id, now)?.freshness ?? 'gone');
        for (const id of board.ids()) expect([id, told.get(id)]).toEqual([id, board.row(id, now)?.freshness]);
        return changed;
      };
      for (const each of steps) {
        if (each.kind === 'contact') board.contact(each.node, now);
        if (each.kind === 'mark') board.remember(new Map([[each.id, now - 5_000]]));
        if (each.kind === 'put') {
          const { connected, known } = each;
          board.put({ ...unheardMachine(each.id, known), connected });
        }
        if (each.kind === 'wait') now += each.ms;
        look();
        expect(look()).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});
