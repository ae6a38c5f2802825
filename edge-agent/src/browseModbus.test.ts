// The search along a Modbus line finds exactly the units that answer, and the command says what it does not understand.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { systemClock } from '@nakamawashi/runtime';
import { startModbusServer } from '@nakamawashi/simulators';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modbusPlace } from './browseModbus.ts';

const main = join(import.meta.dirname, 'main.ts');

async function edge(...words: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [main, ...words]);
  const text = { out: '', err: '' };
  child.stdout.on('data', (bytes: Buffer) => {
    text.out += bytes.toString();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    text.err += bytes.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, ...text };
}

describe('browse on a Modbus line', () => {
  it('finds the units that answer, with the lines to copy', async () => {
    const script = { kind: 'pattern', epoch: 0, steps: [['production', 3_600_000]] } as const;
    const server = await startModbusServer({
      port: 0,
      clock: systemClock,
      machines: [
        { kind: 'modbus-stack-light', name: 'a', unit: 2, script },
        { kind: 'modbus-current-sensor', name: 'b', unit: 5, script },
      ],
    });
    const found = await edge('browse', `modbus://127.0.0.1:${server.port}`, '1-6');
    await server.stop();
    expect(found.out.match(/unit \d+/g)).toEqual(['unit 2', 'unit 5']);
    expect(found.out).toContain('discreteInput0 false');
    expect(found.out).toContain(`modbus: {"host":"127.0.0.1","port":${server.port},"unit":2}`);
    expect(found.code).toBe(0);
  }, 60_000);

  it('says what would be right, with exit code 2', async () => {
    for (const words of [['modbus://h', '0-9'], ['modbus://h', 'all'], ['http://h'], []]) {
      const answer = await edge('browse', ...words);
      expect([words, answer.code, answer.err]).toEqual([words, 2, expect.stringContaining('browse URL')]);
    }
    for (const words of [['list'], ['FILE', 'accept'], ['FILE', 'believe', 'AA']]) {
      const answer = await edge('trust', ...words);
      expect([words, answer.code, answer.err]).toEqual([
        words,
        2,
        expect.stringContaining('trust FILE list'),
      ]);
    }
  }, 60_000);

  it('takes no text for a place that is none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const place = modbusPlace(text);
        if (place !== null) expect(text).toMatch(/^(modbus(\+rtu)?:\/\/|serial:\/)/);
      }),
    );
    expect(modbusPlace('modbus+rtu://10.0.0.1:4001')).toEqual({
      host: '10.0.0.1',
      port: 4001,
      framing: 'rtu',
    });
    expect(modbusPlace('serial:/dev/ttyUSB0@19200')).toEqual({
      serial: { path: '/dev/ttyUSB0', baudRate: 19200 },
    });
  });
});
