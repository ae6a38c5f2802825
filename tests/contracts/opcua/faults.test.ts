// Every fault that gateways are known to die of (peers, b), injected into a real server or the cable to it: readings
// resume by themselves, and what the account says meanwhile is unknown, never idle.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@nakamawashi/runtime';
import { describe, expect, it } from 'vitest';
import {
  type FaultyOptions,
  type FaultyServer,
  startFaultyServer,
} from '../../../packages/simulators/src/faultyOpcuaServer.ts';
import { type FreezingProxy, startFreezingProxy } from '../freezingProxy.ts';
import { type WatchedControl, watchControl } from './watchedControl.ts';

const fortnightMs = 14 * 86_400_000;

/** What one test plays on; it waits more than it works, so all of them play at once. */
interface Stage {
  serve(options?: Partial<FaultyOptions>): Promise<FaultyServer>;
  watch(url: string): WatchedControl;
  /** A cable to the server; returns with it the address behind it. */
  cable(server: FaultyServer): Promise<FreezingProxy & { readonly url: string }>;
}

function onStage(play: (stage: Stage) => Promise<void>): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), 'opcua-faults-'));
    const closing: (() => Promise<unknown>)[] = [];
    try {
      await play({
        serve: async (options = {}) => {
          const server = await startFaultyServer({ pkiDir: join(folder, 'server'), ...options });
          closing.push(() => server.stop().catch(() => undefined));
          return server;
        },
        watch: (url) => {
          const control = watchControl({ url });
          closing.push(() => control.end());
          return control;
        },
        cable: async ({ port }) => {
          const proxy = await startFreezingProxy(port);
          closing.push(() => proxy.stop());
          return { ...proxy, url: `opc.tcp://127.0.0.1:${proxy.port}` };
        },
      });
    } finally {
      for (const close of closing.reverse()) await close();
      rmSync(folder, { recursive: true });
    }
  };
}

/** Ends the reading; the states that were written down, in the order of the alphabet. */
async function told(control: WatchedControl): Promise<readonly string[]> {
  return [...new Set((await control.end()).map(({ state }) => state))].toSorted();
}

describe.concurrent('an OPC UA machine is back by itself', { timeout: 180_000 }, () => {
  it(
    'after its server was started anew, with its namespaces in another order',
    onStage(async ({ serve, watch }) => {
      const server = await serve();
      const control = watch(server.url);
      await control.until('production');
      const before = server.namespaces();
      await server.stop();
      await control.until('unknown');
      const again = await serve({ port: server.port, otherNamespaces: ['urn:new:1', 'urn:new:2'] });
      expect(again.namespaces().indexOf('urn:nakamawashi:plain-cnc')).toBe(before.length + 1);
      await control.until('production');
      expect(control.shown()).toEqual(['production', 'unknown', 'production']);
      expect(await told(control)).toEqual(['production', 'unknown']);
    }),
  );

  it(
    'after its cable was pulled, when nothing says that the link is gone',
    onStage(async ({ serve, watch, cable }) => {
      const server = await serve();
      const line = await cable(server);
      const control = watch(line.url);
      await control.until('production');
      line.freeze();
      await control.until('unknown');
      expect(control.problem()).toMatch(/silent for 5 s|no answer/);
      line.mend();
      await control.until('production');
      expect(await told(control)).toEqual(['production', 'unknown']);
    }),
  );

  it.each([
    ['transfer a subscription', 'TransferSubscriptions'],
    ['publish again what was lost', 'Republish'],
  ] as const)('after a cut, where the server refuses to %s', (_, service) =>
    onStage(async ({ serve, watch, cable }) => {
      const server = await serve();
      const asked = server.refuse(service);
      const line = await cable(server);
      const control = watch(line.url);
      await control.until('production');
      line.cut();
      await control.until('unknown');
      await control.until('production');
      // A fresh session does not need it.
      expect(asked()).toBe(0);
      expect(await told(control)).toEqual(['production', 'unknown']);
    })(),
  );

  it(
    'after the server ended the subscription',
    onStage(async ({ serve, watch }) => {
      const server = await serve();
      const control = watch(server.url);
      await control.until('production');
      server.endSubscriptions();
      await control.until('unknown');
      await control.until('production');
      expect(await told(control)).toEqual(['production', 'unknown']);
    }),
  );

  it(
    'after the server went on with its clock and reported no item any more',
    onStage(async ({ serve, watch }) => {
      const server = await serve();
      const control = watch(server.url);
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
      expect(await told(control)).toEqual(['fault', 'off', 'production', 'unknown']);
    }),
  );
});

describe.concurrent('one node of an OPC UA machine', { timeout: 180_000 }, () => {
  it(
    'that is removed is one bad item, and good again when it is back, in the same session',
    onStage(async ({ serve, watch }) => {
      const server = await serve();
      const control = watch(server.url);
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
      expect(await told(control)).toEqual(['off', 'production', 'unknown']);
    }),
  );

  it(
    'that comes later is found when it comes',
    onStage(async ({ serve, watch }) => {
      const server = await serve();
      server.remove('PowerOn');
      const control = watch(server.url);
      await systemClock.sleep(2_000);
      expect(control.shown()).toEqual([]);
      server.restore('PowerOn');
      await control.until('production');
      expect(await told(control)).toEqual(['production', 'unknown']);
    }),
  );
});

describe.concurrent("a server's clock", { timeout: 180_000 }, () => {
  it(
    'may jump a fortnight either way: states are dated by ours',
    onStage(async ({ serve, watch }) => {
      const server = await serve();
      const control = watch(server.url);
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
      const written = await control.end();
      expect(written.map(({ state }) => state).filter((state) => state !== 'unknown')).toEqual([
        'production',
        'off',
        'production',
      ]);
      expect(written.every(({ from, until }) => from < until && until <= before + 5_000)).toBe(true);
    }),
  );
});
