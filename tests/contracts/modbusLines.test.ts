// Modbus where frames carry no number: through a TCP server and on a serial port; and the faults that only a bus has:
// late answers, holes, dead units, a port that goes away. Requests are counted rather than timed.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Reading } from '@nakamawashi/machine-model';
import { systemClock } from '@nakamawashi/runtime';
import { afterEach, describe, expect, it } from 'vitest';
import { loadProfile } from '../../edge-agent/src/config.ts';
import type { Driver, Reachable } from '../../edge-agent/src/drivers/driver.ts';
import { openDrivers } from '../../edge-agent/src/drivers/index.ts';
import { describeReal } from '../realServers.ts';
import { type DriverGround, driverContract } from './driver.ts';
import { type RtuSlave, startRtuSlave } from './rtuSlave.ts';

const stackLight = loadProfile(join(import.meta.dirname, '../../config/profiles/modbus-stack-light.yaml'));

/** A machine of holding registers. */
function registers(addresses: readonly number[]): Reachable['profile'] {
  const items = addresses.map((address) => ({
    id: `r${address}`,
    address: { table: 'holdingRegister', address, type: 'uint16' },
    optional: false,
    signal: { kind: 'value' as const },
  }));
  return { ...stackLight, items };
}

function machineAt(endpoint: Readonly<Record<string, unknown>>, profile = stackLight): Reachable {
  return { id: 'a', profile, endpoint: { intervalMs: 50, timeoutMs: 300, ...endpoint }, dataDir: '' };
}

async function ground(endpoint: object, nowhere: object, slave: RtuSlave): Promise<DriverGround> {
  const missing = { table: 'discreteInput', address: 7, type: 'bool' };
  slave.unit(1).missing.add(7);
  const item = { id: 'missing', address: missing, optional: false, signal: { kind: 'value' } } as const;
  return {
    driver: await openDrivers()('modbus'),
    machine: machineAt({ ...endpoint }),
    withMissingItem: machineAt({ ...endpoint }, { ...stackLight, items: [...stackLight.items, item] }),
    nowhere: machineAt({ ...nowhere }),
    cut: async () => {
      slave.unit(1).isSilent = true;
    },
    remove: async () => {
      expect(slave.forbidden).toEqual([]);
      await slave.stop();
    },
  };
}

driverContract('Modbus RTU over TCP', async () => {
  const slave = await startRtuSlave([1]);
  const endpoint = { host: '127.0.0.1', port: slave.port, framing: 'rtu' };
  const closed = await startRtuSlave([]);
  await closed.stop();
  return await ground(endpoint, { ...endpoint, port: closed.port }, slave);
});

interface Port {
  readonly path: string;
  readonly socat: ChildProcess;
  remove(): Promise<void>;
}

/** A pseudo-terminal that leads to the slave. */
async function openPty(binary: string, slave: RtuSlave): Promise<Port> {
  const folder = await mkdtemp(join(tmpdir(), 'pty-'));
  const path = join(folder, 'line');
  const socat = spawn(binary, [`PTY,link=${path},raw,echo=0`, `TCP:127.0.0.1:${slave.port},nodelay`], {
    stdio: 'ignore',
  });
  while (!existsSync(path)) await delay(10);
  return {
    path,
    socat,
    remove: async () => {
      socat.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describeReal('socat', 'a serial port', (socat) => {
  driverContract('Modbus RTU', async () => {
    const slave = await startRtuSlave([1]);
    const port = await openPty(socat, slave);
    const nowhere = { serial: { path: `${port.path}.none` } };
    const made = await ground({ serial: { path: port.path, baudRate: 19_200 } }, nowhere, slave);
    return {
      ...made,
      remove: async () => {
        await made.remove();
        await port.remove();
      },
    };
  });

  it('that goes away is contact lost, and can be read again when it is back', async () => {
    const slave = await startRtuSlave([1]);
    const first = await openPty(socat, slave);
    const driver = await openDrivers()('modbus');
    const stop = new AbortController();
    const read = (path: string): AsyncIterator<readonly Reading[]> =>
      driver(machineAt({ serial: { path } }), systemClock, stop.signal)[Symbol.asyncIterator]();
    const batches = read(first.path);
    expect((await batches.next()).value).toHaveLength(4);
    first.socat.kill();
    await expect(untilItFails(batches)).rejects.toThrow(/\w/);
    await first.remove();
    const second = await openPty(socat, slave);
    const again = read(second.path);
    expect((await again.next()).value).toHaveLength(4);
    stop.abort();
    await again.return?.();
    await second.remove();
    await slave.stop();
  });
});

async function untilItFails(batches: AsyncIterator<readonly Reading[]>): Promise<void> {
  for (;;) if ((await batches.next()).done === true) return;
}

describe('a Modbus line', () => {
  let closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing) await close();
    closing = [];
  });

  /** Reads a machine for ever, as the agent does; `each` says when it is enough. */
  async function readUntil(
    driver: Driver,
    machine: Reachable,
    each: (readings: readonly Reading[]) => boolean,
  ): Promise<number> {
    const stop = new AbortController();
    for (let failures = 0; ; failures++) {
      const batches = driver(machine, systemClock, stop.signal)[Symbol.asyncIterator]();
      for (;;) {
        // What the driver throws is contact lost; what `each` throws is what the test is about.
        const next = await batches.next().catch(() => null);
        if (next === null) break;
        if (!each(next.value)) continue;
        stop.abort();
        await batches.return?.();
        return failures;
      }
      await delay(20);
    }
  }

  async function line(
    ids: readonly number[],
  ): Promise<{ slave: RtuSlave; endpoint: object; driver: Driver }> {
    const slave = await startRtuSlave(ids);
    closing.push(() => slave.stop());
    const endpoint = { host: '127.0.0.1', port: slave.port, framing: 'rtu' };
    return { slave, endpoint, driver: await openDrivers()('modbus') };
  }

  it('never takes a late answer for the answer to another request', async () => {
    const { slave, endpoint, driver } = await line([1]);
    // Asked for register 8 and then for 50, each alone; now and then the answer comes long after its time, and whoever
    // asked again too early stays one answer behind.
    slave.unit(1).delaysMs.splice(0, 1, 0, 0, 250, 30, 30, 30, 600, 30, 30, 30, 30, 30, 180, 30);
    const machine = machineAt({ ...endpoint, timeoutMs: 100 }, registers([8, 50]));
    let batches = 0;
    await readUntil(driver, machine, (readings) => {
      expect(readings).toMatchObject([
        { item: 'r8', value: 1_008, quality: 'good' },
        { item: 'r50', value: 1_050, quality: 'good' },
      ]);
      batches += 1;
      return batches === 12 && slave.unit(1).delaysMs.length === 1;
    });
    expect(slave.forbidden).toEqual([]);
  });

  it('learns where a device has a hole, and asks around it from then on', async () => {
    const { slave, endpoint, driver } = await line([1]);
    slave.unit(1).missing.add(5).add(22);
    const wanted = [0, 1, 2, 3, 4, 5, 6, 7, 20, 24];
    const machine = machineAt({ ...endpoint }, registers(wanted));
    let batches = 0;
    await readUntil(driver, machine, (readings) => {
      const seen = new Map(readings.map(({ item, value }) => [item, value]));
      expect(seen).toEqual(
        new Map(wanted.map((address) => [`r${address}`, address === 5 ? null : 1_000 + address])),
      );
      batches += 1;
      if (batches === 3) slave.unit(1).asked.length = 0;
      return batches === 5;
    });
    const asked = slave.unit(1).asked.map(({ start, length }) => `${start}+${length}`);
    expect(asked).toEqual([...asked.slice(0, 4), ...asked.slice(0, 4)]);
    expect(asked.slice(0, 4).toSorted()).toEqual(['0+5', '20+1', '24+1', '6+2'].toSorted());
  });

  it('that is never quiet is contact lost, and says so', async () => {
    const babble = createServer((socket) => {
      socket.on('error', () => undefined);
      const talking = setInterval(() => socket.write(Uint8Array.of(0x55)), 20);
      socket.on('close', () => clearInterval(talking));
    });
    await new Promise<void>((resolve) => babble.listen(0, '127.0.0.1', resolve));
    closing.push(async () => void babble.close());
    const { port } = babble.address() as AddressInfo;
    const driver = await openDrivers()('modbus');
    const machine = machineAt({ host: '127.0.0.1', port, framing: 'rtu' });
    // On a busy computer the babble comes in heaps, with quiet between them; and who comes back at once may still meet
    // the end of the connection that was given up.
    const said: string[] = [];
    for (let time = 0; time < 4; time += 1) {
      const batches = driver(machine, systemClock, new AbortController().signal)[Symbol.asyncIterator]();
      said.push(String(await untilItFails(batches).catch(String)));
    }
    expect(said).toContainEqual(expect.stringMatching(/never quiet/));
    for (const each of said) expect(each).toMatch(/never quiet|does not answer|the connection was closed/);
  }, 60_000);

  it('goes on proving contact where everything is a hole', async () => {
    const { slave, endpoint, driver } = await line([1]);
    slave.unit(1).missing.add(5).add(6);
    let batches = 0;
    await readUntil(driver, machineAt({ ...endpoint }, registers([5, 6])), (readings) => {
      expect(readings.map(({ quality }) => quality)).toEqual(['bad', 'bad']);
      batches += 1;
      return batches === 4;
    });
  });

  it('asks a dead unit far less often than the living, and has it back when it answers', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => index + 1);
    const { slave, endpoint, driver } = await line(ids);
    for (const id of ids) slave.unit(id).delaysMs[0] = 8;
    slave.unit(30).isSilent = true;
    const stop = new AbortController();
    const living = ids.slice(0, 29).map(async (unit) => {
      for await (const _ of driver(machineAt({ ...endpoint, unit }), systemClock, stop.signal));
    });
    const dead = readUntil(driver, machineAt({ ...endpoint, unit: 30 }), () => true);
    while (slave.unit(1).asked.length < 12) await delay(20);
    const tries = slave.unit(30).asked.length;
    expect(tries).toBeGreaterThan(0);
    expect(tries).toBeLessThanOrEqual(slave.unit(1).asked.length);
    slave.unit(30).isSilent = false;
    await dead;
    stop.abort();
    await Promise.all(living);
    expect(slave.connections()).toBe(1);
  });
});
