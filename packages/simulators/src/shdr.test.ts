// SHDR lines: what is read, and that no text whatever makes the parser throw.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseShdr } from './shdr.ts';

describe('parseShdr', () => {
  it('reads values and conditions and cuts the time to milliseconds', () => {
    const { observations, faults } = parseShdr(
      [
        '2017-06-13T11:08:06.440981Z|execution|ACTIVE',
        '2017-06-13T11:08:06.4Z|motion_cond|Warning|719|||REVERSE|SHAPE',
        '',
        '* PONG 10000',
      ].join('\r\n'),
    );
    expect(faults).toEqual([]);
    expect(observations).toEqual([
      { kind: 'value', at: Date.parse('2017-06-13T11:08:06.440Z'), item: 'execution', value: 'ACTIVE' },
      {
        kind: 'condition',
        at: Date.parse('2017-06-13T11:08:06.400Z'),
        item: 'motion_cond',
        level: 'Warning',
        nativeCode: '719',
        severity: '',
        qualifier: '',
        text: 'REVERSE|SHAPE',
      },
    ]);
  });

  it.each([
    ['yesterday|execution|ACTIVE', 'UTC time'],
    ['2017-13-45T11:08:06Z|execution|ACTIVE', 'UTC time'],
    ['2017-06-13T11:08:06Z||ACTIVE', 'name of a data item'],
    ['2017-06-13T11:08:06Z|execution|', 'no value'],
    ['2017-06-13T11:08:06Z|execution|ACTIVE|mode|AUTOMATIC', 'fields'],
    ['2017-06-13T11:08:06Z|system_cond|Bad||||', 'condition level'],
  ])('names what is wrong with %s', (line, reason) => {
    const { observations, faults } = parseShdr(`# a comment\n${line}`);
    expect(observations).toEqual([]);
    expect(faults).toEqual([{ line: 2, reason: expect.stringContaining(reason) }]);
  });

  it('reads or names every line of any text, and throws at none', () => {
    const piece = fc.constantFrom(
      '2017-06-13T11:08:06Z',
      '|',
      'execution',
      'Fault',
      '\n',
      '.5Z',
      'é',
      '||||',
      ' ',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (shdr) => {
        const { observations, faults } = parseShdr(shdr);
        const told = shdr.split('\n').filter((line) => line.trimEnd() !== '' && !/^[#*]/.test(line));
        expect(observations.length + faults.length).toBe(told.length);
        expect(observations.every(({ at }) => Number.isInteger(at))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
