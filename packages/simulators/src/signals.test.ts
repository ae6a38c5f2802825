// What each kind of machine shows: every state is told from every other where the wiring can tell it at all.
import { machineStates } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { machineToolSignals, plainSignals, stackLight } from './controlSignals.ts';
import { shownState } from './machineKinds.ts';
import { type Script, segmentAt, wholeSegments } from './script.ts';
import type { Segment } from './segment.ts';
import {
  countStrokes,
  lampContacts,
  type StrokeOptions,
  startStrokes,
  transducerMicroamperes,
} from './wiredSignals.ts';

const of = (state: Segment['state'], from = 0, until = 60_000): Segment => ({
  from,
  until,
  state,
  cause: 'test',
});

describe('machine tool', () => {
  it('shows each state by its own pair of item state and mode, and nothing when nothing is known', () => {
    const pairs = machineStates
      .map((state) => machineToolSignals(of(state)))
      .map((shown) => shown && `${shown.itemState} ${shown.operationMode}`);
    expect(new Set(pairs).size).toBe(machineStates.length);
    expect(machineToolSignals(of('unknown'))).toBeNull();
    expect(machineToolSignals({ ...of('setup'), cause: 'warm-up' })).toMatchObject({ warmingUp: true });
  });
});

describe('plain control', () => {
  it("uses MTConnect's words, and a recording's own where there are some", () => {
    expect(plainSignals(of('production'))).toMatchObject({
      execution: 'ACTIVE',
      mode: 'AUTOMATIC',
      alarm: false,
    });
    expect(plainSignals(of('fault'))).toMatchObject({ alarm: true });
    expect(plainSignals(of('off'))).toMatchObject({ powerOn: false });
    const words = { execution: 'FEED_HOLD', mode: 'AUTOMATIC', alarm: false, powerOn: true };
    expect(plainSignals({ ...of('idle'), words })).toBe(words);
    expect(plainSignals(of('unknown'))).toBeNull();
  });
});

describe('stack light contacts', () => {
  it('flash once a second with equal halves, and stand still otherwise', () => {
    const edges = (state: Segment['state'], lamp: 'red' | 'yellow' | 'green'): number => {
      let changes = 0;
      for (let at = 1; at < 3000; at += 1) {
        if (lampContacts(of(state), at)[lamp] !== lampContacts(of(state), at - 1)[lamp]) changes += 1;
      }
      return changes;
    };
    expect(edges('fault', 'red')).toBe(5);
    expect(edges('setup', 'yellow')).toBe(5);
    expect(edges('production', 'green')).toBe(0);
    expect(lampContacts(of('production'), 0)).toEqual({
      red: false,
      yellow: false,
      green: true,
      power: true,
    });
    expect(lampContacts(of('off'), 0)).toEqual({ red: false, yellow: false, green: false, power: false });
    expect(stackLight('idle').yellow).toBe('continuous');
  });
});

describe('current transducer', () => {
  it('keeps its levels apart at every instant and for every seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(86_400_000), (seed, at) => {
        const micro = (state: Segment['state']): number => transducerMicroamperes(of(state), at, seed);
        expect(micro('unknown')).toBe(0);
        expect(Math.abs(micro('off') - 4000)).toBeLessThanOrEqual(15);
        expect(Math.abs(micro('idle') - 5600)).toBeLessThanOrEqual(150);
        expect(micro('production')).toBeGreaterThan(9000);
        expect(micro('production')).toBeLessThan(20_000);
      }),
    );
  });
});

describe('stroke counter', () => {
  const options: StrokeOptions = { cycleMs: 1000, countsFrom: 0, startCount: 0, resetsAtPowerUp: false };
  const script: Script = {
    kind: 'pattern',
    epoch: 0,
    steps: [
      ['production', 5500],
      ['idle', 4500],
      ['off', 3000],
      ['production', 2000],
    ],
  };

  function countBy(steps: readonly number[], counting: StrokeOptions): number {
    let counter = startStrokes(counting);
    for (const at of steps) {
      const passed = wholeSegments(script, { from: counter.through, until: at + 1 });
      counter = countStrokes(counter, counting, passed, at);
    }
    return counter.count;
  }

  it('counts the first stroke at the beginning of a run and only whole cycles', () => {
    expect(countBy([1], options)).toBe(0);
    expect(countBy([1000], options)).toBe(1);
    expect(countBy([4000], options)).toBe(4);
    expect(countBy([9999], options)).toBe(4);
    expect(countBy([15_000], { ...options, countsFrom: -1 })).toBe(8);
  });

  it('comes to the same however often it is asked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(60_000)),
        fc.boolean(),
        fc.nat(60_000),
        (instants, resetsAtPowerUp, end) => {
          const counting = { ...options, resetsAtPowerUp };
          const asked = instants.filter((at) => at <= end).toSorted((a, b) => a - b);
          expect(countBy([...asked, end], counting)).toBe(countBy([end], counting));
        },
      ),
    );
  });

  it('starts again at power-up where the module loses its count, and wraps at 2^32', () => {
    expect(countBy([14_500], { ...options, resetsAtPowerUp: true })).toBe(2);
    expect(countBy([4000], { ...options, startCount: 0xffff_ffff })).toBe(3);
  });
});

describe('shownState', () => {
  it('says what each kind can tell', () => {
    expect(shownState('opcua-machine-tool', 'maintenance')).toBe('maintenance');
    expect(shownState('modbus-stack-light', 'maintenance')).toBe('off');
    expect(shownState('modbus-stack-light', 'setup')).toBe('setup');
    expect(shownState('modbus-press-stroke', 'fault')).toBe('idle');
    expect(shownState('modbus-current-sensor', 'setup')).toBe('idle');
    expect(segmentAt({ kind: 'pattern', epoch: 0, steps: [['idle', 5]] }, 3).state).toBe('idle');
  });
});
