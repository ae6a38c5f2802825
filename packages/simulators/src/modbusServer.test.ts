// The Modbus machines over real TCP, read back with a Modbus client.
import { type Clock, systemClock } from '@nakamawashi/runtime';
import modbus from 'modbus-serial';
import { afterEach, describe, expect, it } from 'vitest';
import { type ModbusMachine, type RunningModbusServer, startModbusServer } from './modbusServer.ts';
import type { Script } from './script.ts';

const epoch = 1_800_000_000_000;
const script: Script = {
  kind: 'pattern',
  epoch,
  steps: [
    ['production', 10_000],
    ['fault', 10_000],
    ['unknown', 10_000],
    ['off', 10_000],
  ],
};
const machines: readonly ModbusMachine[] = [
  { kind: 'modbus-stack-light', name: 'mill-1', unit: 1, script },
  { kind: 'modbus-current-sensor', name: 'mill-2', unit: 2, script },
  {
    kind: 'modbus-press-stroke',
    name: 'press-1',
    unit: 3,
    script,
    strokes: { cycleMs: 1000, startCount: 0xffff_ffff, countsFrom: epoch },
  },
];

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(nowMs: { value: number }): Promise<{ server: RunningModbusServer; read: Reader }> {
  const clock: Clock = { ...systemClock, now: () => nowMs.value };
  const server = await startModbusServer({ port: 0, machines, clock });
  closing.push(() => server.stop());
  const client = new modbus.default();
  await client.connectTCP(server.host, { port: server.port });
  client.setTimeout(300);
  closing.push(() => new Promise((resolve) => client.close(() => resolve())));
  return {
    server,
    read: {
      discrete: async (unit, address, length) => {
        client.setID(unit);
        return (await client.readDiscreteInputs(address, length)).data.slice(0, length);
      },
      registers: async (unit, address, length) => {
        client.setID(unit);
        return (await client.readInputRegisters(address, length)).data;
      },
      coil: async (unit) => {
        client.setID(unit);
        return (await client.readCoils(0, 1)).data;
      },
    },
  };
}

interface Reader {
  discrete(unit: number, address: number, length: number): Promise<boolean[]>;
  registers(unit: number, address: number, length: number): Promise<number[]>;
  coil(unit: number): Promise<boolean[]>;
}

describe('Modbus server', () => {
  it('shows lamps, current and strokes of the instant in which it is asked', async () => {
    const now = { value: epoch + 100 };
    const { read } = await start(now);
    expect(await read.discrete(1, 0, 4)).toEqual([false, false, true, true]);
    expect(await read.discrete(1, 3, 1)).toEqual([true]);
    const [cutting = 0] = await read.registers(2, 0, 1);
    expect(cutting).toBeGreaterThan(9000);
    expect(await read.registers(3, 16, 2)).toEqual([0xffff, 0xffff]);
    expect(await read.discrete(3, 0, 1)).toEqual([true]);
    now.value = epoch + 2000;
    expect(await read.registers(3, 16, 2)).toEqual([0, 1]);
    now.value = epoch + 10_100;
    expect(await read.discrete(1, 0, 4)).toEqual([true, false, false, true]);
    now.value = epoch + 10_600;
    expect(await read.discrete(1, 0, 4)).toEqual([false, false, false, true]);
    now.value = epoch + 30_000;
    expect(await read.discrete(1, 0, 4)).toEqual([false, false, false, false]);
    expect(await read.registers(3, 16, 2)).toEqual([0, 8]);
    now.value = epoch + 40_000;
    expect(await read.registers(3, 17, 1)).toEqual([1]);
  });

  it('answers a wrong address, a wrong table and an unknown unit with their exceptions', async () => {
    const { read } = await start({ value: epoch });
    await expect(read.discrete(1, 0, 5)).rejects.toMatchObject({ modbusCode: 2 });
    await expect(read.registers(1, 0, 1)).rejects.toMatchObject({ modbusCode: 2 });
    await expect(read.registers(3, 17, 2)).rejects.toMatchObject({ modbusCode: 2 });
    await expect(read.discrete(2, 0, 1)).rejects.toMatchObject({ modbusCode: 2 });
    await expect(read.coil(1)).rejects.toMatchObject({ modbusCode: 1 });
    await expect(read.discrete(9, 0, 1)).rejects.toMatchObject({ modbusCode: 11 });
  });

  it('leaves a unit without an answer where the script knows nothing, and while it is silenced', async () => {
    const now = { value: epoch + 20_000 };
    const { server, read } = await start(now);
    await expect(read.discrete(1, 0, 4)).rejects.toMatchObject({ errno: 'ETIMEDOUT' });
    expect(await read.registers(2, 0, 1)).toEqual([0]);
    now.value = epoch;
    server.silence(1, true);
    await expect(read.discrete(1, 0, 4)).rejects.toMatchObject({ errno: 'ETIMEDOUT' });
    expect(await read.discrete(3, 0, 1)).toEqual([true]);
    server.silence(1, false);
    expect(await read.discrete(1, 0, 4)).toEqual([false, false, true, true]);
  });

  it('stops, frees its port, and can be started there again', async () => {
    const { server } = await start({ value: epoch });
    await expect(startModbusServer({ port: server.port, machines, clock: systemClock })).rejects.toThrow(
      'EADDRINUSE',
    );
    await closing.splice(0, 1)[0]?.();
    const again = await startModbusServer({ port: server.port, machines, clock: systemClock });
    expect(again.port).toBe(server.port);
    await again.stop();
  });
});
