// The faults of a Modbus line, each played on a machine that the agent's own collector reads: the tests show that it
// comes back by itself, the recovery bench measures when.
import { setTimeout as delay } from 'node:timers/promises';
import { openDrivers } from '../../edge-agent/src/drivers/index.ts';
import { type FreezingProxy, startFreezingProxy } from './freezingProxy.ts';
import { type WatchedControl, watchControl } from './opcua/watchedControl.ts';
import { type RtuSlave, startRtuSlave } from './rtuSlave.ts';

/** Two units behind one address: the watched one, and one beside it that goes on. */
export interface ModbusScene {
  readonly slave: RtuSlave;
  readonly cable: FreezingProxy;
  readonly control: WatchedControl;
  readonly beside: WatchedControl;
}

/** What the units' bits make with this profile: the bit of the power is not set. */
export const modbusRead = 'off';
/** Twice the time-out. */
const lateMs = 1_000;
const holeWaitMs = 60_000;
const powerAddress = 3;

/** Each plays one fault for so long, and returns at the moment at which nothing hinders the reading any more. */
export const modbusFaults: Readonly<Record<string, (scene: ModbusScene, forMs: number) => Promise<void>>> = {
  'dead unit beside a living one, quarantined': async ({ slave, control, beside }, forMs) => {
    slave.unit(1).isSilent = true;
    await control.until('unknown');
    await delay(forMs);
    if (beside.shown().includes('unknown')) throw new Error('the unit beside it was lost too');
    slave.unit(1).isSilent = false;
  },
  'cable pulled without a word': async ({ cable, control }, forMs) => {
    cable.freeze();
    await control.until('unknown');
    await delay(forMs);
    cable.mend();
  },
  'connection cut': async ({ cable, control }) => {
    const before = control.shown().length;
    cable.cut();
    while (control.shown().length === before) await delay(5);
  },
  'answers later than its time-out': async ({ slave, control }, forMs) => {
    slave.unit(1).delaysMs.splice(0, Number.POSITIVE_INFINITY, lateMs);
    await control.until('unknown');
    await delay(forMs);
    slave.unit(1).delaysMs.splice(0, Number.POSITIVE_INFINITY, 0);
    // What it was asked meanwhile it still answers, one after the other.
    await slave.unit(1).done;
  },
};

/** One that is found again only when it is next tried: a refused address is left alone for a minute at first. */
export const modbusHole = {
  name: 'address refused for a while (a hole, tried again after a minute)',
  play: async ({ slave, control }: ModbusScene): Promise<void> => {
    slave.unit(1).missing.add(powerAddress);
    await control.until('unknown');
    await delay(holeWaitMs / 2);
    slave.unit(1).missing.delete(powerAddress);
  },
};

/** Sets the scene, lets `play` play on it, and takes everything down. */
export async function onModbusScene<T>(play: (scene: ModbusScene) => Promise<T>): Promise<T> {
  const slave = await startRtuSlave([1, 2]);
  const cable = await startFreezingProxy(slave.port);
  const driver = openDrivers();
  const watched = (unit: number): WatchedControl =>
    watchControl(
      { host: '127.0.0.1', port: cable.port, framing: 'rtu', unit, intervalMs: 200, timeoutMs: 500 },
      { protocol: 'modbus', profile: 'modbus-stack-light', driver },
    );
  const control = watched(1);
  const beside = watched(2);
  try {
    await Promise.all([control.until(modbusRead), beside.until(modbusRead)]);
    return await play({ slave, cable, control, beside });
  } finally {
    await Promise.all([control.end(), beside.end()]);
    await cable.stop();
    await slave.stop();
  }
}
