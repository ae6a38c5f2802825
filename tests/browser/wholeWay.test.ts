// From an edge node's MQTT message to a word on the page: the real aggregator with its broker and store, a real
// browser. Only the machine is made up.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MachineState, noTime } from '@nakamawashi/machine-model';
import { connectMqtt, createLog, type MqttConnection, systemClock } from '@nakamawashi/runtime';
import {
  type BornSession,
  birth,
  deviceData,
  liveMetrics,
  machineBirthMetrics,
  nodeBirthMetrics,
  openSession,
  parcelMetrics,
} from '@nakamawashi/sparkplug';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runAggregator } from '../../cloud-aggregator/src/aggregator.ts';
import { loadAll } from '../../cloud-aggregator/src/config.ts';
import { command } from '../aggregator/visitor.ts';
import { calmStatus } from '../calmStatus.ts';
import { describeReal } from '../realServers.ts';
import { openBrowser } from './openBrowser.ts';

const root = join(import.meta.dirname, '../..');
const lengthMs = 300_000;

describeReal('chromium', 'the whole way to the board', (chromium) => {
  const folder = mkdtempSync(join(tmpdir(), 'whole-way-'));
  const stop = new AbortController();
  const password = 'of-this-test';
  let over: Promise<void>;
  let browser: Browser;
  let page: Page;
  let box: MqttConnection;
  let session: BornSession;

  beforeAll(async () => {
    const { config, ports, configFile } = await startAggregator();
    expect(config.host).toBe('ota-board');
    const [deskPassword = ''] = await command(configFile, 'user add desk', { roles: ['desk'] });
    const { broker, board } = await ports;
    await connectBox(broker);
    browser = await openBrowser(chromium);
    page = await browser.newPage({ viewport: { width: 1280, height: 600 } });
    await page.goto(`http://127.0.0.1:${board}/?page=now`);
    await page.getByLabel('ID').fill('desk');
    await page.getByLabel('パスワード').fill(deskPassword);
    await page.keyboard.press('Enter');
  });
  afterAll(async () => {
    await browser?.close();
    await box?.end();
    stop.abort();
    await over;
    rmSync(folder, { recursive: true, force: true });
  });

  async function startAggregator() {
    const write = (name: string, content: object) => {
      writeFileSync(join(folder, name), JSON.stringify(content));
      return join(folder, name);
    };
    mkdirSync(join(folder, 'directory'));
    cpSync(join(root, 'config/compose/directory'), join(folder, 'directory'), { recursive: true });
    const hash = createHash('sha256').update(password).digest('hex');
    write('accounts.yaml', { 'kamata-seimitsu': hash });
    const configFile = write('cloud-aggregator.yaml', {
      consortium: 'ota',
      host: 'ota-board',
      dataDir: './data',
      broker: { embedded: { port: 0, accounts: './accounts.yaml' } },
      store: { sqlite: { file: './data/store.sqlite' } },
      directory: './directory',
      calendars: join(root, 'config/calendars'),
      http: { port: 0 },
    });
    const loaded = loadAll(configFile);
    const log = createLog('whole-way');
    log.level = 'silent';
    const broker = Promise.withResolvers<number>();
    const board = Promise.withResolvers<number>();
    over = runAggregator(loaded, {
      clock: systemClock,
      log,
      signal: stop.signal,
      onBroker: broker.resolve,
      onBoard: board.resolve,
    });
    const ports = Promise.all([broker.promise, board.promise]).then(([each, other]) => ({
      broker: each,
      board: other,
    }));
    return { config: loaded.config, ports, configFile };
  }

  async function connectBox(port: number): Promise<void> {
    const identity = { group: 'ota', node: 'kamata-seimitsu', primaryHost: null };
    const opened = openSession(identity, 0);
    box = await connectMqtt({
      url: `mqtt://127.0.0.1:${port}`,
      clientId: 'kamata-seimitsu',
      username: 'kamata-seimitsu',
      password,
      will: opened.will,
      onMessage: () => undefined,
    });
    const at = systemClock.now();
    const node = { agentVersion: '0.1.0', displayName: '蒲田精密', configHash: 'none', status: calmStatus };
    const machine = {
      displayName: 'NC旋盤 1号機',
      profile: 'opcua-machine-tool',
      level: 'live' as const,
      live: { state: 'idle' as const, inferred: false, since: at - 600_000, evidence: 'controller' as const },
      follows: null,
      oldest: null,
      slotLengthMs: lengthMs,
      acknowledgedThrough: null,
    };
    const devices = new Map([['lathe-1', machineBirthMetrics(machine, at)]]);
    const [bornSession, messages] = birth(opened, { node: nodeBirthMetrics(node, at), devices }, at);
    session = bornSession;
    for (const message of messages) await box.publish(message);
  }

  async function say(metrics: Parameters<typeof deviceData>[2]): Promise<void> {
    const [next, message] = deviceData(session, 'lathe-1', metrics, systemClock.now());
    session = next;
    await box.publish(message);
  }
  const change = (state: MachineState): Promise<void> =>
    say(liveMetrics({ state, inferred: false, since: systemClock.now(), evidence: 'controller' }));
  const line = () => page.getByRole('row').filter({ hasText: 'NC旋盤 1号機' });
  const chip = (word: string) => line().locator('.chip', { hasText: word }).waitFor();

  it('shows a birth, then each change of state', async () => {
    await chip('待機');
    expect(await line().innerText()).toContain('制御装置から');
    for (const [state, word] of [
      ['production', '加工中'],
      ['fault', 'アラーム停止'],
      ['setup', '段取り中'],
    ] as const) {
      await change(state);
      await chip(word);
    }
  });

  it('adds a slot to the hours of today', async () => {
    const now = systemClock.now();
    const start = Math.floor(now / lengthMs) * lengthMs - lengthMs;
    const elements = { ...noTime, setup: lengthMs };
    const slot = { machine: 'lathe-1', start, lengthMs, elements };
    const parcel = { machine: 'lathe-1', follows: null, oldest: start, slots: [slot] };
    await say(parcelMetrics(parcel, false));
    // Just after midnight the slot belongs to yesterday, and today has no hours yet.
    if (new Date(now + 9 * 3_600_000).getUTCHours() > 0) {
      await line().locator('.band .state-setup').waitFor({ state: 'attached' });
      expect(await line().locator('.figure').nth(1).innerText()).toContain('0.1');
    }
  });

  it('turns to "no data" when the cable is pulled, never to idle', async () => {
    box.drop();
    await chip('データなし');
  });

  it('keeps the board and says so when the aggregator ends', async () => {
    stop.abort();
    await over;
    await page.getByRole('status').getByText('再接続中…').waitFor();
    expect(await page.locator('.machine').count()).toBe(3);
  });
});
