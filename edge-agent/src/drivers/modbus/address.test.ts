// The ways to a Modbus unit as people write them: every mistake is named at its place, and equal ways are one line.
import { describe, expect, it } from 'vitest';
import { lineOf, modbusEndpoint } from './address.ts';

describe('a Modbus endpoint', () => {
  it.each([
    [{ host: 'x' }, { kind: 'tcp', host: 'x', port: 502, name: 'x:502' }],
    [
      { host: 'x', port: 4001, framing: 'rtu' },
      { kind: 'rtu-over-tcp', host: 'x', port: 4001, name: 'x:4001' },
    ],
    [
      { serial: { path: '/dev/a' } },
      { kind: 'serial', path: '/dev/a', baudRate: 9_600, parity: 'none', stopBits: 1, name: '/dev/a' },
    ],
  ])('%j leads to one line', (written, line) => {
    expect(lineOf(modbusEndpoint.parse(written))).toEqual(line);
    expect(lineOf(modbusEndpoint.parse({ ...written, unit: 9, intervalMs: 200 }))).toEqual(line);
  });

  it.each([
    [{}, ''],
    [{ host: 'x', serial: { path: '/dev/a' } }, 'host'],
    [{ serial: { path: '/dev/a' }, port: 502 }, 'port'],
    [{ serial: { path: '/dev/a' }, framing: 'rtu' }, 'framing'],
    [{ serial: { path: '/dev/a' }, unit: 0 }, 'unit'],
    [{ host: 'x', framing: 'rtu', unit: 248 }, 'unit'],
    [{ serial: { baudRate: 9_600 } }, 'serial.path'],
    [{ serial: { path: '/dev/a', parity: 'mark' } }, 'serial.parity'],
    [{ serial: { path: '/dev/a', stopBits: 3 } }, 'serial.stopBits'],
    [{ host: 'x', framing: 'ascii' }, 'framing'],
  ])('%j is refused at "%s"', (written, place) => {
    const issues = modbusEndpoint.safeParse(written).error?.issues ?? [];
    expect(issues.map(({ path }) => path.join('.'))).toContain(place);
  });
});
