// What is said to last needs no second look: a caller that skips it shows what a caller that looks would show.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { MachineModel } from './machineModel.ts';
import { advance, liveState, lookAtLive, loseContact, observe, startModel } from './machineModel.ts';
import type { Profile } from './profile.ts';
import { profileSchema } from './profile.ts';

const lamp = { id: 'lamp', address: null, optional: true, signal: { kind: 'lamp' } };
const flashing = { state: 'fault', when: { lamp: 'flashing' } };

function profileWith(items: readonly object[], states: readonly object[]): Profile {
  return profileSchema(z.unknown()).parse({
    id: 'test',
    title: { ja: '試験', en: 'Test' },
    protocol: 'none',
    evidence: 'controller',
    staleAfterMs: 10_000,
    minimumMs: { idle: 3_000, production: 500 },
    forgottenSetup: { afterMs: 5_000 },
    items: [{ id: 'mode', address: null }, ...items],
    states: [
      { state: 'setup', when: { mode: 'setup' } },
      { state: 'production', when: { mode: 'run' } },
      { state: 'idle', when: { mode: 'wait' } },
      ...states,
    ],
  });
}

const profiles = [profileWith([], []), profileWith([lamp], [flashing])];
const reading = fc.record({
  item: fc.constantFrom('mode', 'lamp'),
  value: fc.constantFrom('run', 'wait', 'setup', true, false, null),
  lagMs: fc.nat(2_000),
});
const batch = fc.record({
  gapMs: fc.nat(4_000),
  isLost: fc.boolean(),
  readings: fc.array(reading, { maxLength: 3 }),
});

function modelAfter(
  profile: Profile,
  batches: readonly (typeof batch extends fc.Arbitrary<infer T> ? T : never)[],
) {
  let model: MachineModel = startModel(profile, 0);
  let at = 0;
  for (const { gapMs, isLost, readings } of batches) {
    at += gapMs;
    const read = readings.map(({ item, value, lagMs }) => {
      return { item, value, quality: 'good' as const, at: at - lagMs };
    });
    model = (isLost && read.length === 0 ? loseContact(model, at) : observe(model, read, at)).model;
  }
  return model;
}

it('stays as it is while nothing is read and contact is not over', () => {
  let lasting = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...profiles),
      fc.array(batch, { minLength: 1, maxLength: 12 }),
      fc.nat(10_000),
      (profile, batches, laterMs) => {
        const model = modelAfter(profile, batches);
        const { live, lasts } = lookAtLive(model);
        expect(live).toEqual(liveState(model));
        if (!lasts || model.contact === null) return;
        lasting += 1;
        expect(liveState(advance(model, model.contact + laterMs).model)).toEqual(live);
      },
    ),
  );
  expect(lasting).toBeGreaterThan(0);
});
