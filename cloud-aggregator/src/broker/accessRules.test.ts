// Every rule of wire.md "Access", tried from the inside: what is allowed, and that everything else is not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Account, mayPublish, mayRetain, maySubscribe } from './accessRules.ts';

const scope = { consortium: 'ota', host: 'ota-board' };
const kamata: Account = { role: 'workshop', id: 'kamata' };
const host: Account = { role: 'host', id: 'ota-board' };

describe('a workshop', () => {
  it('publishes its own births, data and deaths', () => {
    for (const topic of ['NBIRTH/kamata', 'NDATA/kamata', 'NDEATH/kamata', 'DBIRTH/kamata/lathe-1']) {
      expect(mayPublish(kamata, scope, `spBv1.0/ota/${topic}`), topic).toBe(true);
    }
    expect(mayPublish(kamata, scope, 'spBv1.0/ota/DDATA/kamata/lathe-1')).toBe(true);
    expect(mayPublish(kamata, scope, 'spBv1.0/ota/DDEATH/kamata/lathe-1')).toBe(true);
  });

  it.each([
    'spBv1.0/ota/NDEATH/rokugo',
    'spBv1.0/ota/DDATA/rokugo/lathe-1',
    'spBv1.0/kawasaki/NBIRTH/kamata',
    'spBv1.0/ota/NBIRTH/kamata/lathe-1',
    'spBv1.0/ota/DDATA/kamata',
    'spBv1.0/ota/DDATA/kamata/lathe-1/more',
    'spBv1.0/ota/NCMD/kamata',
    'spBv1.0/ota/DCMD/kamata/lathe-1',
    'spBv1.0/STATE/ota-board',
    'spBv1.0/ota/DDATA/kamata/+',
    '$SYS/broker',
    'anything',
    '',
  ])('does not publish %s', (topic) => {
    expect(mayPublish(kamata, scope, topic)).toBe(false);
  });

  it('reads its own commands and STATE', () => {
    expect(maySubscribe(kamata, scope, 'spBv1.0/ota/NCMD/kamata')).toBe(true);
    expect(maySubscribe(kamata, scope, 'spBv1.0/ota/DCMD/kamata/+')).toBe(true);
    expect(maySubscribe(kamata, scope, 'spBv1.0/ota/DCMD/kamata/lathe-1')).toBe(true);
    expect(maySubscribe(kamata, scope, 'spBv1.0/STATE/ota-board')).toBe(true);
  });

  it.each([
    '#',
    '+/#',
    'spBv1.0/#',
    'spBv1.0/ota/#',
    'spBv1.0/ota/NCMD/+',
    'spBv1.0/ota/DCMD/+/+',
    'spBv1.0/ota/DCMD/kamata/#',
    'spBv1.0/ota/+/kamata',
    'spBv1.0/ota/DDATA/rokugo/lathe-1',
    'spBv1.0/STATE/+',
    '$SYS/#',
  ])('does not read %s', (filter) => {
    expect(maySubscribe(kamata, scope, filter)).toBe(false);
  });

  it('keeps nothing on the broker', () => {
    expect(mayRetain(kamata, scope, 'spBv1.0/ota/NBIRTH/kamata')).toBe(false);
  });
});

describe('the host', () => {
  it('reads the consortium, writes commands and its own STATE, and nothing else', () => {
    expect(maySubscribe(host, scope, 'spBv1.0/ota/#')).toBe(true);
    expect(maySubscribe(host, scope, 'spBv1.0/ota/+/kamata/+')).toBe(true);
    expect(maySubscribe(host, scope, '#')).toBe(false);
    expect(mayPublish(host, scope, 'spBv1.0/ota/NCMD/kamata')).toBe(true);
    expect(mayPublish(host, scope, 'spBv1.0/ota/DCMD/kamata/lathe-1')).toBe(true);
    expect(mayPublish(host, scope, 'spBv1.0/STATE/ota-board')).toBe(true);
    expect(mayPublish(host, scope, 'spBv1.0/STATE/other')).toBe(false);
    expect(mayPublish(host, scope, 'spBv1.0/ota/NDEATH/kamata')).toBe(false);
    expect(mayRetain(host, scope, 'spBv1.0/STATE/ota-board')).toBe(true);
    expect(mayRetain(host, scope, 'spBv1.0/ota/NCMD/kamata')).toBe(false);
  });
});

describe('no filter that a workshop may read', () => {
  const level = fc.constantFrom(
    'spBv1.0',
    'ota',
    'NCMD',
    'DCMD',
    'STATE',
    'kamata',
    'rokugo',
    'ota-board',
    '+',
    '#',
    'x',
  );
  const matches = (filter: readonly string[], topic: readonly string[]): boolean => {
    const [head, ...rest] = filter;
    if (head === undefined) return topic.length === 0;
    if (head === '#') return true;
    const [first, ...others] = topic;
    return first !== undefined && (head === '+' || head === first) && matches(rest, others);
  };
  it('matches a command of another workshop or anyone’s reports', () => {
    const foreign = ['NCMD/rokugo', 'DCMD/rokugo/lathe-1', 'NBIRTH/rokugo', 'DDATA/kamata/lathe-1'];
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 6 }), (levels) => {
        if (!maySubscribe(kamata, scope, levels.join('/'))) return;
        for (const topic of foreign) {
          expect(matches(levels, `spBv1.0/ota/${topic}`.split('/'))).toBe(false);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
