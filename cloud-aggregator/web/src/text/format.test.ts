// Instants, durations and hours read as people in the workshop would say them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { clockTime, dayAndTime, duration, hours, instant, manyHours } from './format.ts';
import { ja } from './ja.ts';

const tokyo = 'Asia/Tokyo';
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** 21 November 2026, 10:42 in Tokyo. */
const now = Date.UTC(2026, 10, 21, 1, 42);

describe('format', () => {
  it('tells clock time in the consortium’s zone', () => {
    expect(clockTime(now, tokyo)).toBe('10:42');
    expect(clockTime(Date.UTC(2026, 10, 20, 15), tokyo)).toBe('00:00');
  });

  it('names the day when it was not today', () => {
    expect(instant(now - hourMs, now, tokyo, ja)).toBe('09:42');
    expect(instant(now - 11 * hourMs, now, tokyo, ja)).toBe('昨日 23:42');
    expect(instant(now - 72 * hourMs, now, tokyo, ja)).toBe('11/18 10:42');
    expect(instant(now - 11 * hourMs, now, tokyo, en)).toBe('yesterday 23:42');
  });

  it('names the weekday of the consortium’s zone', () => {
    expect(dayAndTime(now, tokyo, 'ja')).toBe('11/21(土) 10:42');
    expect(dayAndTime(Date.UTC(2026, 10, 21, 16), tokyo, 'en')).toBe('Sun 11/22 01:00');
  });

  it('tells durations in at most two units', () => {
    expect(duration(now, now + 59_999, ja)).toBe('1分未満');
    expect(duration(now - 30 * minuteMs, now, ja)).toBe('30分');
    expect(duration(now - 125 * minuteMs, now, ja)).toBe('2時間05分');
    expect(duration(now - 76 * hourMs, now, ja)).toBe('3日4時間');
    expect(duration(now - 125 * minuteMs, now, en)).toBe('2 h 05 min');
  });

  it('agrees with the clock times beside it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 59 * minuteMs }), (back) => {
        const from = now - back;
        const minutes = (now - Math.floor(from / minuteMs) * minuteMs) / minuteMs;
        expect(duration(from, now, ja)).toBe(
          minutes === 0 ? '1分未満' : minutes < 60 ? `${minutes}分` : '1時間00分',
        );
      }),
    );
  });

  it('never tells a negative duration', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e10 }), (ahead) => {
        expect(duration(now + ahead, now, ja)).toBe('1分未満');
      }),
    );
  });

  it('tells a true zero from a little', () => {
    expect(hours(0)).toBe('–');
    expect(hours(1)).toBe('0.0');
    expect(hours(3.24 * hourMs)).toBe('3.2');
    expect([0, 999.96, 1_234_567.8].map((each) => manyHours(each * hourMs))).toEqual([
      '–',
      '1,000.0',
      '1,234,567.8',
    ]);
  });
});
