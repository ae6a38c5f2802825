// Health says in both languages what is wrong and what to do, and is ready only when slots can become durable.
import { describe, expect, it } from 'vitest';
import { type Condition, healthOf } from './health.ts';

const well: Condition = {
  linkUp: true,
  linkFault: null,
  storeUp: true,
  storeFault: null,
  accounts: 3,
  accountsFault: null,
  queuedSlots: 0,
  mostQueuedSlots: 100,
};
const parts = (condition: Partial<Condition>): Record<string, boolean> =>
  Object.fromEntries(healthOf({ ...well, ...condition }).parts.map(({ part, ok }) => [part, ok]));

describe('healthOf', () => {
  it('is ready with a link and a store', () => {
    expect(healthOf(well)).toMatchObject({ ready: true });
    expect(parts({})).toEqual({ broker: true, store: true, accounts: true, queue: true });
    expect(parts({ accounts: null })).toEqual({ broker: true, store: true, queue: true });
  });

  it.each([
    ['broker', { linkUp: false, linkFault: 'ECONNREFUSED' }, false, 'ECONNREFUSED'],
    ['store', { storeUp: false, storeFault: 'disk full' }, false, 'disk full'],
    ['accounts', { accounts: 0 }, true, 'account add WORKSHOP'],
    ['accounts', { accountsFault: 'line 3' }, true, 'line 3'],
    ['queue', { queuedSlots: 60 }, true, '60'],
  ] as const)('names what is wrong with the %s, in both languages', (part, condition, ready, cause) => {
    const health = healthOf({ ...well, ...condition });
    const found = health.parts.find((each) => each.part === part);
    expect(health.ready).toBe(ready);
    expect(found?.ok).toBe(false);
    expect(found?.text.en).toContain(cause);
    expect(found?.text.ja).toMatch(/[ぁ-ん].*。/);
  });
});
