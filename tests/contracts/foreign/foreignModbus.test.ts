// Our Modbus driver against servers that are not ours: pymodbus over TCP, RTU over TCP and a serial line, libmodbus
// over TCP. The contract of a driver, every type and word order, refused addresses, and a server that goes and comes.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Reading } from '@nakamawashi/machine-model';
import { systemClock } from '@nakamawashi/runtime';
import { describe, expect, it } from 'vitest';
import { loadProfile } from '../../../edge-agent/src/config.ts';
import type { Reachable } from '../../../edge-agent/src/drivers/driver.ts';
import { openDrivers } from '../../../edge-agent/src/drivers/index.ts';
import { freePorts } from '../../../packages/simulators/src/freePorts.ts';
import { describeFound, present } from '../../realServers.ts';
import { type DriverGround, driverContract } from '../driver.ts';
import {
  type ForeignServer,
  libmodbusCompiler,
  pymodbusPython,
  startLibmodbus,
  startPymodbus,
} from './foreignServer.ts';

const stackLight = loadProfile(join(import.meta.dirname, '../../../config/profiles/modbus-stack-light.yaml'));
type Address = Readonly<Record<string, unknown>>;

/** Every type, all word orders, bits in a register, a scaled value, and more registers than one request may ask. */
const everything: Readonly<Record<string, readonly [Address, unknown]>> = {
  plain: [{ table: 'holdingRegister', address: 5, type: 'uint16' }, 38],
  input: [{ table: 'inputRegister', address: 6, type: 'uint16' }, 45],
  abcd: [{ table: 'holdingRegister', address: 10, type: 'uint32', wordOrder: 'ABCD' }, 0x11223344],
  cdab: [{ table: 'holdingRegister', address: 12, type: 'uint32', wordOrder: 'CDAB' }, 0x11223344],
  badc: [{ table: 'holdingRegister', address: 14, type: 'uint32', wordOrder: 'BADC' }, 0x11223344],
  dcba: [{ table: 'holdingRegister', address: 16, type: 'int32', wordOrder: 'DCBA' }, 0x11223344],
  float: [{ table: 'holdingRegister', address: 20, type: 'float32', wordOrder: 'ABCD' }, 12.5],
  negative: [{ table: 'holdingRegister', address: 22, type: 'int16' }, -2],
  low: [{ table: 'holdingRegister', address: 23, type: 'bool', bit: 0 }, true],
  middle: [{ table: 'holdingRegister', address: 23, type: 'bool', bit: 7 }, false],
  high: [{ table: 'holdingRegister', address: 23, type: 'bool', bit: 15 }, true],
  scaled: [{ table: 'holdingRegister', address: 5, type: 'uint16', scale: 0.5, offset: 1 }, 20],
  far: [{ table: 'holdingRegister', address: 199, type: 'uint16' }, 1_396],
  green: [{ table: 'discreteInput', address: 2, type: 'bool' }, true],
};

function profileOf(items: Readonly<Record<string, Address>>): Reachable['profile'] {
  const signal = { kind: 'value' } as const;
  return {
    ...stackLight,
    items: Object.entries(items).map(([id, address]) => ({ id, address, optional: false, signal })),
  };
}

const machineAt = (endpoint: object, profile = stackLight): Reachable => ({
  id: 'a',
  profile,
  endpoint: { intervalMs: 50, timeoutMs: 1_000, ...endpoint },
  dataDir: '',
});

/** One server with the way to it; `again` starts it anew at the same place. */
interface Way {
  readonly endpoint: object;
  readonly nowhere: object;
  again(): Promise<ForeignServer>;
  remove(): Promise<void>;
}

async function untilListening(port: number): Promise<void> {
  for (;;) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (isThere) return;
    await delay(20);
  }
}

async function overTcp(start: (port: number) => Promise<ForeignServer>, framing?: 'rtu'): Promise<Way> {
  const [port = 0, closed = 0] = await freePorts(2);
  const way = framing === undefined ? {} : { framing };
  return {
    endpoint: { host: '127.0.0.1', port, ...way },
    nowhere: { host: '127.0.0.1', port: closed, ...way },
    again: async () => {
      const server = await start(port);
      await untilListening(port);
      return server;
    },
    remove: async () => undefined,
  };
}

/** Two pseudo-terminals joined by socat: the wires between our serial port and theirs. */
async function overWires(socat: string, python: string): Promise<Way> {
  const folder = await mkdtemp(join(tmpdir(), 'wires-'));
  const [ours, theirs] = [join(folder, 'ours'), join(folder, 'theirs')];
  const wires = spawn(
    socat,
    [ours, theirs].map((path) => `PTY,link=${path},raw,echo=0`),
    { stdio: 'ignore' },
  );
  while (!existsSync(ours) || !existsSync(theirs)) await delay(10);
  return {
    endpoint: { serial: { path: ours, baudRate: 19_200 }, timeoutMs: 1_500 },
    nowhere: { serial: { path: `${ours}.none` } },
    again: async () => {
      const server = await startPymodbus(python, 'serial', theirs);
      await delay(500);
      return server;
    },
    remove: async () => {
      wires.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function groundOn(way: Way): Promise<DriverGround> {
  const server = await way.again();
  const missing = { table: 'discreteInput', address: 50, type: 'bool' };
  const item = { id: 'missing', address: missing, optional: false, signal: { kind: 'value' } } as const;
  return {
    driver: await openDrivers()('modbus'),
    machine: machineAt(way.endpoint),
    withMissingItem: machineAt(way.endpoint, { ...stackLight, items: [...stackLight.items, item] }),
    nowhere: machineAt(way.nowhere),
    cut: () => server.stop(),
    remove: async () => {
      await server.stop();
      await way.remove();
    },
  };
}

function foreign(title: string, make: () => Promise<Way>): void {
  driverContract(title, async () => groundOn(await make()));

  describe(title, () => {
    it('gives every type and word order, and one bad item for what is refused', async () => {
      const way = await make();
      const server = await way.again();
      const refused = { refused: { table: 'holdingRegister', address: 500, type: 'uint16' } };
      const wanted = Object.fromEntries(Object.entries(everything).map(([id, [address]]) => [id, address]));
      const profile = profileOf({ ...wanted, ...refused });
      const latest = new Map<string, Reading>();
      const driver = await openDrivers()('modbus');
      for await (const batch of driver(
        machineAt(way.endpoint, profile),
        systemClock,
        new AbortController().signal,
      )) {
        for (const reading of batch) latest.set(reading.item, reading);
        if (profile.items.every(({ id }) => latest.has(id))) break;
      }
      const values = Object.keys(everything).map((id) => [id, latest.get(id)?.value]);
      expect(values).toEqual(Object.entries(everything).map(([id, [, value]]) => [id, value]));
      expect(latest.get('refused')).toMatchObject({ quality: 'bad', value: null });
      await server.stop();
      await way.remove();
    }, 60_000);

    it('is lost when the server is killed, and read again when it is back', async () => {
      const way = await make();
      const first = await way.again();
      const driver = await openDrivers()('modbus');
      const stop = new AbortController();
      const read = (): AsyncIterator<readonly Reading[]> =>
        driver(machineAt(way.endpoint), systemClock, stop.signal)[Symbol.asyncIterator]();
      const batches = read();
      expect((await batches.next()).value).toHaveLength(4);
      await first.stop();
      await expect(
        (async () => {
          for (;;) if ((await batches.next()).done === true) return;
        })(),
      ).rejects.toThrow(/\w/);
      const second = await way.again();
      const again = read();
      expect((await again.next()).value).toHaveLength(4);
      stop.abort();
      await again.return?.();
      await second.stop();
      await way.remove();
    }, 60_000);
  });
}

describeFound('pymodbus', pymodbusPython(), 'pymodbus', (python) => {
  foreign('pymodbus over TCP', () => overTcp((port) => startPymodbus(python, 'tcp', `${port}`)));
  foreign('pymodbus RTU over TCP', () =>
    overTcp((port) => startPymodbus(python, 'rtu-over-tcp', `${port}`), 'rtu'),
  );
  describeFound('socat', present('socat'), 'a serial line', (socat) => {
    foreign('pymodbus on a serial line', () => overWires(socat, python));
  });
});

describeFound('libmodbus-dev and gcc', libmodbusCompiler(), 'libmodbus', (compiler) => {
  foreign('libmodbus over TCP', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'libmodbus-'));
    const way = await overTcp((port) => startLibmodbus(compiler, folder, port));
    return { ...way, remove: () => rm(folder, { recursive: true, force: true }) };
  });
});
