// A backup made while the aggregator writes, restored into another place: people, boxes and slots are there again,
// and what comes after goes on. A backup that is not whole, or would replace something, is refused with everything
// that is wrong.
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Slot } from '@nakamawashi/machine-model';
import { systemClock } from '@nakamawashi/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  connectEdge,
  pastSlot,
  startAggregator,
  type TestAggregator,
} from '../../../tests/aggregator/testEdge.ts';
import { loadAll, readConfig } from '../config.ts';
import { openRecords } from '../directory/records.ts';
import { theAuthority } from '../enrolment/authorityFiles.ts';
import { performPeople } from '../people/commands.ts';
import { openPeople } from '../people/people.ts';
import { openSqliteStore } from '../store/sqliteStore.ts';
import { backUp } from './backup.ts';
import { restore } from './restore.ts';

const soon = { timeout: 20_000, interval: 50 };
let aggregator: TestAggregator;
let out: string;

beforeEach(async () => {
  aggregator = await startAggregator();
  out = mkdtempSync(join(tmpdir(), 'backup-'));
});
afterEach(async () => {
  await aggregator.stop();
  aggregator.remove();
  rmSync(out, { recursive: true });
});

async function stored(file: string): Promise<readonly Slot[]> {
  const store = openSqliteStore(file);
  const found: Slot[] = [];
  for await (const slot of store.slots({ from: 0, until: Date.now() })) found.push(slot);
  await store.close();
  return found;
}

/** Stops the aggregator and takes away what it kept, as a lost disk would. */
async function loseEverything(): Promise<void> {
  await aggregator.stop();
  rmSync(join(aggregator.folder, 'data'), { recursive: true });
  rmSync(join(aggregator.folder, 'accounts.yaml'));
}

describe('backup and restore', () => {
  it('bring back people, accounts, the authority and every slot, and the stream goes on', async () => {
    const { folder, configFile: file, password, brokerPort: port } = aggregator;
    const config = readConfig(file);
    const edge = await connectEdge({ port, password });
    const slots = [3, 2].map((ago) => pastSlot('lathe-1', ago));
    await edge.send({ slots, follows: null, oldest: slots[0]?.start ?? 0 });
    const end = (slot: Slot | undefined): number => (slot?.start ?? 0) + (slot?.lengthMs ?? 0);
    await vi.waitFor(() => expect(edge.receipts()).toContain(end(slots[1])), soon);
    const authority = await theAuthority({ consortium: 'ota', dataDir: config.dataDir }, Date.now());
    const words = ['user', 'add', 'sato'];
    const request = {
      words,
      roles: ['desk'],
      workshops: [],
      scopes: [],
      days: '365',
      since: undefined,
      lasting: false,
    };
    const [made = ''] = await performPeople(loadAll(file), request);
    const before = await stored(join(folder, 'data/store.sqlite'));

    const copy = await backUp(config, out, Date.now());
    expect(readdirSync(out)).toEqual([copy.slice(out.length + 1)]);
    edge.drop();
    await loseEverything();
    await restore(config, copy);

    expect(await stored(join(folder, 'data/store.sqlite'))).toEqual(before);
    const again = await theAuthority({ consortium: 'ota', dataDir: config.dataDir }, Date.now());
    expect(again.certificate).toEqual(authority.certificate);
    aggregator = await startAggregator({ folder, file, password });
    const back = await connectEdge({ port: aggregator.brokerPort, password });
    const next = pastSlot('lathe-1', 1);
    await back.send({ slots: [next], follows: end(slots[1]), oldest: next.start });
    await vi.waitFor(() => expect(back.receipts()).toContain(end(next)), soon);
    const afterwards = openRecords(config.dataDir, loadAll(file).first, Date.now());
    const people = openPeople({ ...afterwards, clock: systemClock });
    const attempt = { name: 'sato', password: made, address: '127.0.0.1' };
    expect(await people.signIn(attempt, { kind: 'nobody' })).toMatchObject({ person: { id: 'sato' } });
    afterwards.database.close();
    back.drop();
  });

  it('refuses to replace anything, and names everything that is there', async () => {
    const config = readConfig(aggregator.configFile);
    const copy = await backUp(config, out, Date.now());
    const attempt = restore(config, copy);
    await expect(attempt).rejects.toThrow(/store\.sqlite is there[\s\S]*accounts\.yaml is there/);
  });

  it('refuses a backup that is not as it was written, with all that is wrong, and writes nothing', async () => {
    const config = readConfig(aggregator.configFile);
    const copy = await backUp(config, out, Date.now());
    await loseEverything();
    appendFileSync(join(copy, 'data/store.sqlite'), 'x');
    rmSync(join(copy, 'data/directory.sqlite'));
    await expect(restore(config, copy)).rejects.toThrow(
      /directory\.sqlite is missing in the backup[\s\S]*store\.sqlite is not as it was written/,
    );
    expect(readdirSync(aggregator.folder)).not.toContain('data');
    rmSync(join(copy, 'manifest.json'));
    await expect(restore(config, copy)).rejects.toThrow(/is not a whole backup/);
    aggregator = await startAggregator();
  });

  it('refuses the backup of another consortium, and a list that leads out of its folder', async () => {
    const config = readConfig(aggregator.configFile);
    const copy = await backUp(config, out, Date.now());
    await expect(restore({ ...config, consortium: 'setagaya' }, copy)).rejects.toThrow(
      /of the consortium ota/,
    );
    const manifest = JSON.parse(readFileSync(join(copy, 'manifest.json'), 'utf8')) as {
      files: { name: string }[];
    };
    const [first] = manifest.files;
    if (first !== undefined) first.name = 'data/../../etc/passwd';
    writeFileSync(join(copy, 'manifest.json'), JSON.stringify(manifest));
    await expect(restore(config, copy)).rejects.toThrow(/a path inside the backup is needed/);
  });
});
