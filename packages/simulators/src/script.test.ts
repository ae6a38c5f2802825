// Scripts of every kind: cutting a span never changes what is in it, and a player answers as the script does.
import type { MachineState } from '@nakamawashi/machine-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { playScript } from './playScript.ts';
import { recordingOf } from './recording.ts';
import { type Script, segmentAt, segments, stateAt, wholeSegments } from './script.ts';
import { parseShdr } from './shdr.ts';

const start = Date.parse('2026-11-18T00:00:00+09:00');
const recording = recordingOf(
  parseShdr(
    [
      '2017-06-13T10:00:00Z|avail|AVAILABLE',
      '2017-06-13T10:00:00Z|execution|READY',
      '2017-06-13T10:00:10.5Z|execution|ACTIVE',
      '2017-06-13T10:02:00Z|execution|UNAVAILABLE',
    ].join('\n'),
  ).observations,
);

const scripts: readonly Script[] = [
  { kind: 'day', seed: 4, work: 'barLathe', timeZone: 'Asia/Tokyo' },
  {
    kind: 'pattern',
    epoch: start + 777,
    steps: [
      ['production', 7000],
      ['idle', 1],
      ['fault', 3_600_000],
    ],
  },
  {
    kind: 'recording',
    recording,
    playsFrom: Date.parse('2017-06-13T10:00:00Z'),
    startsAt: start,
    speed: 2.5,
  },
];
const offset = fc.integer({ min: -2 * 86_400_000, max: 2 * 86_400_000 });

describe.each(scripts.map((script) => [script.kind, script] as const))('a %s script', (_kind, script) => {
  it('covers any span exactly, and cutting the span in two changes nothing', () => {
    fc.assert(
      fc.property(offset, offset, offset, (a, b, c) => {
        const [from = 0, middle = 0, until = 0] = [a, b, c].map((ms) => start + ms).toSorted((x, y) => x - y);
        const whole = segments(script, { from, until });
        const parts = [
          ...segments(script, { from, until: middle }),
          ...segments(script, { from: middle, until }),
        ];
        let at = from;
        for (const segment of whole) {
          expect(segment.from).toBe(at);
          expect(segment.until).toBeGreaterThan(segment.from);
          at = segment.until;
        }
        expect(at).toBe(until);
        expect(tally(parts)).toEqual(tally(whole));
      }),
      { numRuns: 40 },
    );
  });

  it('has one state per instant, the same for a player that walks', () => {
    const play = playScript(script);
    fc.assert(
      fc.property(offset, (ms) => {
        const segment = segmentAt(script, start + ms);
        expect(segment.from).toBeLessThanOrEqual(start + ms);
        expect(segment.until).toBeGreaterThan(start + ms);
        expect(play(start + ms)).toEqual(segment);
        expect(stateAt(script, start + ms)).toBe(segment.state);
      }),
      { numRuns: 60 },
    );
  });
});

describe('script', () => {
  it('plays a recording at its speed, and knows nothing before and after it', () => {
    const script = scripts[2];
    if (script === undefined) throw new Error('BUG: the recording is missing');
    expect(stateAt(script, start - 1)).toBe('unknown');
    expect(stateAt(script, start)).toBe('idle');
    expect(stateAt(script, start + 4200)).toBe('production');
    expect(stateAt(script, start + 48_000)).toBe('unknown');
  });

  it('has nothing to say about an empty span', () => {
    for (const script of scripts) expect(wholeSegments(script, { from: start, until: start })).toEqual([]);
  });

  it('begins a pattern at its epoch and repeats it backwards too', () => {
    const script: Script = {
      kind: 'pattern',
      epoch: start,
      steps: [
        ['idle', 10],
        ['production', 30],
      ],
    };
    expect(segmentAt(script, start)).toMatchObject({ from: start, until: start + 10, state: 'idle' });
    expect(segmentAt(script, start - 1)).toMatchObject({
      from: start - 30,
      until: start,
      state: 'production',
    });
  });
});

function tally(
  parts: readonly { from: number; until: number; state: MachineState }[],
): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { from, until, state } of parts) sums[state] = (sums[state] ?? 0) + until - from;
  return sums;
}
