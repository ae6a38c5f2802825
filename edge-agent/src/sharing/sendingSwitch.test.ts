// The switch on disk: it outlasts the process, a damaged file stops everything, and a full disk cannot hold it open.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSendingSwitch, readSending } from './sendingSwitch.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'switch-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const reopened = (at = 50) => openSendingSwitch(folder, at);

describe('the switch', () => {
  it('is open on a fresh box, and remembers every change', () => {
    expect(reopened().now(5).mode).toBe('open');
    reopened().pause(10, 100);
    expect(reopened().now(50)).toEqual({ mode: 'paused', since: 10, until: 100 });
    expect(readSending(folder, 50).mode).toBe('paused');
    expect(reopened().now(100).mode).toBe('open');
    reopened().stop(60);
    expect(reopened().now(1e12).mode).toBe('stopped');
    reopened().resume(70);
    expect(reopened().now(70).mode).toBe('open');
    expect(reopened().times(70)).toEqual([{ kind: 'stop', from: 10, until: 70 }]);
  });

  it.each([
    '',
    '{',
    '[]',
    '{"withheld":[{"kind":"pause","from":"x","until":1}]}',
    '{"withheld":[],"more":1}',
  ])('is stopped when its file says %j, until the owner says otherwise', (text) => {
    writeFileSync(join(folder, 'sending.json'), text);
    const damaged = reopened(50);
    expect(damaged.now(60).mode).toBe('stopped');
    expect(damaged.problem).toMatch(/sending\.json cannot be read/);
    expect(readSending(folder, 60).mode).toBe('stopped');
    expect(readFileSync(join(folder, 'sending.json'), 'utf8')).toBe(text);
    damaged.resume(70);
    expect(reopened().now(80).mode).toBe('open');
  });

  it('stops at once when the disk refuses, says so, and does not open without having written it down', () => {
    const box = reopened();
    // A folder in the place of the fresh file: writing fails whoever runs the test.
    mkdirSync(join(folder, 'sending.json.new'));
    expect(() => box.stop(10)).toThrow();
    expect(box.now(11).mode).toBe('stopped');
    expect(() => box.resume(12)).toThrow();
    expect(box.now(13).mode).toBe('stopped');
  });
});
