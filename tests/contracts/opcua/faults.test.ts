// Every fault that gateways are known to die of (peers, b), injected into a real server or the cable to it: readings
// resume by themselves, and what the account says meanwhile is unknown, never idle.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@nakamawashi/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type FaultyOptions,
  type FaultyServer,
  startFaultyServer,
} from '../../../packages/simulators/src/faultyOpcuaServer.ts';
import { type FreezingProxy, startFreezingProxy } from '../freezingProxy.ts';
import { type WatchedControl, watchControl } from './watchedControl.ts';

const fortnightMs = 14 * 86_400_000;

let folder: string;
let server: FaultyServer;
let control: WatchedControl;
let cable: FreezingProxy | null;
let states: readonly string[];

const serve = async (options: Partial<FaultyOptions> = {}): Promise<void> => {
  server = await startFaultyServer({ pkiDir: join(folder, 'server'), ...options });
};
const endControl = async (): Promise<void> => {
  states = [...new Set((await control.end()).map(({ state }) => state))].toSorted();
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opcua-faults-'));
  cable = null;
});
afterEach(async () => {
  await control.end();
  await cable?.stop();
  await server.stop();
  rmSync(folder, { recursive: true });
});

describe('an OPC UA machine is back by itself', { timeout: 90_000 }, () => {
  it('after its server was started anew, with its namespaces in another order', async () => {
    await serve();
    control = watchControl({ url: server.url });
    await control.until('production');
    const before = server.namespaces();
    await server.stop();
    await control.until('unknown');
    await serve({ port: server.port, otherNamespaces: ['urn:new:1', 'urn:new:2'] });
    expect(server.namespaces().indexOf('urn:nakamawashi:plain-cnc')).toBe(before.length + 1);
    await control.until('production');
    expect(control.shown()).toEqual(['production', 'unknown', 'production']);
    await endControl();
    expect(states).toEqual(['production', 'unknown']);
  });

  it('after its cable was pulled, when nothing says that the link is gone', async () => {
    await serve();
    cable = await startFreezingProxy(server.port);
    control = watchControl({ url: `opc.tcp://127.0.0.1:${cable.port}` });
    await control.until('production');
    cable.freeze();
    await control.until('unknown');
    expect(control.problem()).toMatch(/silent for 5 s|no answer/);
    cable.mend();
    await control.until('production');
    await endControl();
    expect(states).toEqual(['production', 'unknown']);
  });

  it('after a cut, where the server neither transfers subscriptions nor publishes again', async () => {
    await serve();
    const asked = server.refuseRepairs();
    cable = await startFreezingProxy(server.port);
    control = watchControl({ url: `opc.tcp://127.0.0.1:${cable.port}` });
    await control.until('production');
    cable.cut();
    await control.until('unknown');
    await control.until('production');
    await endControl();
    // A fresh session needs neither.
    expect(asked()).toBe(0);
    expect(states).toEqual(['production', 'unknown']);
  });

  it('after the server ended the subscription', async () => {
    await serve();
    control = watchControl({ url: server.url });
    await control.until('production');
    server.endSubscriptions();
    await control.until('unknown');
    await control.until('production');
    await endControl();
    expect(states).toEqual(['production', 'unknown']);
  });

  it('after the server went on with its clock and reported no item any more', async () => {
    await serve();
    control = watchControl({ url: server.url });
    await control.until('production');
    server.deafen();
    server.set('Alarm', true);
    server.set('Execution', 'STOPPED');
    // Told by a plain read, without the loss of contact.
    await control.until('fault');
    expect(control.shown()).toEqual(['production', 'fault']);
    server.set('PowerOn', false);
    await control.until('off');
    server.set('PowerOn', true);
    await control.until('unknown');
    expect(control.problem()).toMatch(/does not report the changes of/);
    await control.until('fault');
    server.set('Alarm', false);
    server.set('Execution', 'ACTIVE');
    await control.until('production');
    await endControl();
    expect(states).toEqual(['fault', 'off', 'production', 'unknown']);
  });
});

describe('one node of an OPC UA machine', { timeout: 90_000 }, () => {
  it('that is removed is one bad item, and good again when it is back, in the same session', async () => {
    await serve();
    control = watchControl({ url: server.url });
    await control.until('production');
    server.remove('Execution');
    await control.until('unknown');
    expect([control.isConnected(), control.problem()]).toEqual([true, null]);
    // The others are still heard: off is known without the node that is gone.
    server.set('PowerOn', false);
    await control.until('off');
    server.set('PowerOn', true);
    await control.until('unknown');
    server.restore('Execution');
    await control.until('production');
    await endControl();
    expect(states).toEqual(['off', 'production', 'unknown']);
  });

  it('that comes later is found when it comes', async () => {
    await serve();
    server.remove('PowerOn');
    control = watchControl({ url: server.url });
    await systemClock.sleep(2_000);
    expect(control.shown()).toEqual([]);
    server.restore('PowerOn');
    await control.until('production');
    await endControl();
    expect(states).toEqual(['production', 'unknown']);
  });
});

describe("a server's clock", { timeout: 90_000 }, () => {
  it('may jump a fortnight either way: states are dated by ours', async () => {
    await serve();
    control = watchControl({ url: server.url });
    await control.until('production');
    for (const [ahead, powerOn, state] of [
      [fortnightMs, false, 'off'],
      [-fortnightMs, true, 'production'],
    ] as const) {
      server.setClock(ahead);
      // Until the server's clock was heard, its dates mean nothing.
      await systemClock.sleep(2_500);
      server.set('PowerOn', powerOn);
      await control.until(state);
    }
    const before = systemClock.now();
    const told = await control.end();
    expect(told.map(({ state }) => state).filter((state) => state !== 'unknown')).toEqual([
      'production',
      'off',
      'production',
    ]);
    expect(told.every(({ from, until }) => from < until && until <= before + 5_000)).toBe(true);
  });
});
