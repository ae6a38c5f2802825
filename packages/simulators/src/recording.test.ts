// A recorded control's states by the mapping of standards C.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordedSegments, recordingOf, stateOfWords } from './recording.ts';
import { segments } from './script.ts';
import { parseShdr } from './shdr.ts';

function states(...lines: string[]): readonly (readonly [string, number])[] {
  const { observations, faults } = parseShdr(lines.map((line) => `2017-06-13T10:00:${line}`).join('\n'));
  expect(faults).toEqual([]);
  return recordedSegments(recordingOf(observations)).map(({ state, from, until }) => [state, until - from]);
}

const up = ['00Z|avail|AVAILABLE', '00Z|power|ON', '00Z|mode|AUTOMATIC', '00Z|execution|READY'];

describe('recordedSegments', () => {
  it('knows nothing while the control is unavailable, and claims nothing outside the recording', () => {
    expect(
      states('00Z|avail|UNAVAILABLE', ...up.map((line) => line.replace('00Z', '10Z')), '15Z|mode|EDIT'),
    ).toEqual([
      ['unknown', 10_000],
      ['idle', 5000],
    ]);
    expect(states(...up)).toEqual([]);
  });

  it('produces while ACTIVE in automatic, sets up while ACTIVE by hand', () => {
    expect(states(...up, '10Z|execution|ACTIVE', '20Z|mode|MANUAL', '21Z|mode|MANUAL')).toEqual([
      ['idle', 10_000],
      ['production', 10_000],
      ['setup', 1000],
    ]);
  });

  it('sees a fault only while nothing executes, until every code is gone', () => {
    const fault = (at: string, level: string, code: string): string =>
      `${at}|system_cond|${level}|${code}|||`;
    expect(
      states(
        ...up,
        fault('05Z', 'Fault', '7'),
        fault('06Z', 'Fault', '8'),
        fault('10Z', 'Normal', '7'),
        '12Z|execution|ACTIVE',
        '14Z|execution|STOPPED',
        fault('20Z', 'Normal', ''),
        '21Z|mode|EDIT',
      ),
    ).toEqual([
      ['idle', 5000],
      ['fault', 7000],
      ['production', 2000],
      ['fault', 6000],
      ['idle', 1000],
    ]);
  });

  it('is off when the power is known to be off, whatever else is not known', () => {
    expect(states(...up, '10Z|power|OFF', '10Z|execution|UNAVAILABLE', '20Z|power|ON')).toEqual([
      ['idle', 10_000],
      ['off', 10_000],
    ]);
  });

  it('sorts what was written out of order', () => {
    expect(states('20Z|execution|READY', ...up)).toEqual([['idle', 20_000]]);
  });
});

describe('a real lathe', () => {
  const file = '../../../tests/cases/nist-mazak03-20170613/nist-mazak03-20170613.shdr';
  const { observations, faults } = parseShdr(readFileSync(join(import.meta.dirname, file), 'utf8'));
  const day = { from: Date.parse('2017-06-13T00:00:00Z'), until: Date.parse('2017-06-14T00:00:00Z') };

  it('comes to the totals that an independent script found in its day', () => {
    expect(faults).toEqual([]);
    const recording = recordingOf(observations);
    const script = {
      kind: 'recording',
      recording,
      playsFrom: day.from,
      startsAt: day.from,
      speed: 1,
    } as const;
    const seconds: Record<string, number> = {};
    for (const { from, until, state, cause } of segments(script, day)) {
      const key = state === 'idle' ? cause : state;
      seconds[key] = (seconds[key] ?? 0) + (until - from) / 1000;
    }
    // Each change is cut to a millisecond.
    expect(seconds['unknown']).toBeCloseTo(56_160.995, 1);
    expect(seconds['production']).toBeCloseTo(8695.543, 1);
    expect(seconds['ready']).toBeCloseTo(5045.408, 1);
    expect(seconds['interrupted']).toBeCloseTo(8239.581, 1);
    expect(seconds['stopped']).toBeCloseTo(8225.956, 1);
    expect(seconds['feed_hold']).toBeCloseTo(32.517, 1);
  });
});

describe('stateOfWords', () => {
  it('is off without power, even with an alarm', () => {
    expect(stateOfWords({ execution: 'ACTIVE', mode: 'AUTOMATIC', alarm: true, powerOn: false })).toBe('off');
  });
});
