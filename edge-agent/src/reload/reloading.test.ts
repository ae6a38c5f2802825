// When the configuration is read again: when asked, when a file has changed and come to rest, when what was refused may
// have been mended elsewhere; and never because of nothing.
import { ConfigError, createLog } from '@nakamawashi/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../../../tests/manualClock.ts';
import type { EdgeConfig } from '../config.ts';
import type { ReadConfig } from './configChange.ts';
import { openReloading, type Reloading } from './reloading.ts';

const workshop = { id: 'kamata', name: { ja: '蒲田', en: 'Kamata' } };
const base = { workshop, machines: [], http: null, broker: { url: 'mqtt://x' } } as unknown as EdgeConfig;
const saying = (hash: string): ReadConfig => ({ config: { ...base, hash }, digests: new Map() });

let clock: ManualClock;
let stop: AbortController;
let onDisk: { print: string; says: () => ReadConfig };
let taken: string[];
let reloading: Reloading;

beforeEach(() => {
  clock = manualClock(0);
  stop = new AbortController();
  taken = [];
  onDisk = { print: 'a', says: () => saying('1') };
  const log = createLog('test');
  log.level = 'silent';
  reloading = openReloading({
    file: { read: () => onDisk.says(), fingerprint: () => onDisk.print },
    first: saying('1'),
    clock,
    log,
    apply: async (_, next) => {
      taken.push(next.config.hash);
    },
  });
  void reloading.run(stop.signal);
});
afterEach(() => stop.abort());

const pass = async (seconds: number): Promise<void> => {
  for (let each = 0; each < seconds; each += 1) await clock.pass(1_000);
};

describe('reloading', () => {
  it('reads when asked, also where no file seems to have changed', async () => {
    onDisk.says = () => saying('2');
    await pass(20);
    expect(taken).toEqual([]);
    reloading.ask();
    await pass(1);
    expect(taken).toEqual(['2']);
  });

  it('reads a changed file once it has come to rest', async () => {
    onDisk.says = () => saying('2');
    for (const print of ['b', 'c', 'd', 'e']) {
      onDisk.print = print;
      await pass(1);
    }
    expect(taken).toEqual([]);
    await pass(20);
    expect(taken).toEqual(['2']);
  });

  it('does not miss what is written while it reads', async () => {
    onDisk.print = 'b';
    onDisk.says = () => {
      onDisk.print = 'c';
      onDisk.says = () => saying('3');
      return saying('2');
    };
    await pass(10);
    expect(taken).toEqual(['2', '3']);
  });

  it('tries again what was refused, because it may be mended in a file that was not known', async () => {
    onDisk.print = 'b';
    onDisk.says = () => {
      throw new ConfigError('x', [{ path: 'machines', line: 1, found: 'nothing', expected: 'a list' }]);
    };
    await pass(4);
    expect(reloading.problem()).toContain('a list');
    onDisk.says = () => saying('2');
    await pass(12);
    expect([taken, reloading.problem()]).toEqual([['2'], null]);
  });
});
