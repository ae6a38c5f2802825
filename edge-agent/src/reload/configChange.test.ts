// The difference between two configurations: what is the same is left alone wherever it stands, and doing what is said
// leaves exactly what the new one says.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConfigChange, configChange, isNoChange, type ReadConfig } from './configChange.ts';
import { openConfigFile } from './configFile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-change-'));
  writeFileSync(join(folder, 'password'), 'secret');
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Light {
  readonly id: string;
  readonly unit: number;
  readonly name: string;
  readonly desk: string;
}

function read(lights: readonly Light[], rest: object = {}): ReadConfig {
  const machines = lights.map(({ id, unit, name, desk }) => ({
    id,
    name: { ja: name, en: name },
    profile: 'modbus-stack-light',
    modbus: { host: '10.0.0.2', unit },
    sharing: { desk },
  }));
  const file = join(folder, 'edge-agent.yaml');
  const whole = {
    consortium: 'ota',
    workshop: { id: 'kamata', name: { ja: '蒲田', en: 'Kamata' } },
    broker: { url: 'mqtt://127.0.0.1:1', passwordFile: './password' },
    dataDir: './data',
    machines,
    ...rest,
  };
  writeFileSync(file, JSON.stringify(whole));
  return openConfigFile(file).read();
}

const light = fc.record({
  unit: fc.integer({ min: 1, max: 3 }),
  name: fc.constantFrom('A', 'B'),
  desk: fc.constantFrom('none', 'mark', 'live'),
});
const lights = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', 'd'), light, { noNullPrototype: true, minKeys: 1 })
  .map((all) =>
    Object.entries(all).map(([id, each], index) => ({ id, ...each, unit: each.unit + 10 * index })),
  );

describe('a change of the configuration', () => {
  it('ends, begins, changes and keeps each machine exactly as its own part says', () => {
    fc.assert(
      fc.property(lights, lights, (before, after) => {
        const change = configChange(read(before), read(after));
        const unitOf = (all: readonly Light[], id: string) => all.find((each) => each.id === id)?.unit;
        const ids = [...new Set([...before, ...after].map(({ id }) => id))];
        for (const id of ids) {
          const [was, is] = [unitOf(before, id), unitOf(after, id)];
          const wanted =
            was === undefined ? 'begun' : is === undefined ? 'ended' : was === is ? 'kept' : 'changed';
          for (const kind of ['begun', 'ended', 'kept', 'changed'] as const) {
            expect([id, kind, change[kind].includes(id)]).toEqual([id, kind, kind === wanted]);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is none for the same file, and the order of the machines reaches no machine and no session', () => {
    fc.assert(
      fc.property(lights, (all) => {
        expect(isNoChange(configChange(read(all), read(all)))).toBe(true);
        const turned = configChange(read(all), read([...all].reverse()));
        const { ended, begun, changed, isSessionNew, isPageNew } = turned;
        expect([ended, begun, changed, isSessionNew, isPageNew]).toEqual([[], [], [], false, false]);
      }),
      { numRuns: 30 },
    );
  });

  const one = [{ id: 'a', unit: 1, name: 'A', desk: 'live' }];
  const difference = (rest: object, machines: readonly Light[] = one): ConfigChange =>
    configChange(read(one), read(machines, rest));

  it('of a level or of the consent ends the session; of a name asks for a birth only', () => {
    expect(difference({}, [{ id: 'a', unit: 1, name: 'A', desk: 'none' }])).toMatchObject({
      kept: ['a'],
      isSessionNew: true,
    });
    const consent = { text: '1', person: '山田', date: '2026-11-01' };
    expect(difference({ consent })).toMatchObject({ kept: ['a'], isSessionNew: true });
    expect(difference({}, [{ id: 'a', unit: 1, name: 'B', desk: 'live' }])).toMatchObject({
      kept: ['a'],
      isSessionNew: false,
      isBirthDue: true,
    });
  });

  it('of what holds from a start on is named', () => {
    expect(difference({ dataDir: './other', slotLengthMs: 60_000 }).needsRestart).toEqual([
      'dataDir',
      'slotLengthMs',
    ]);
    expect(difference({ consortium: 'sumida' }).needsRestart).toEqual(['consortium']);
  });

  it('is also a change of what a file says that is named', () => {
    const before = read(one, { http: { port: 0, pinFile: './password' } });
    writeFileSync(join(folder, 'password'), 'another');
    const after = read(one, { http: { port: 0, pinFile: './password' } });
    expect(configChange(before, after)).toMatchObject({
      kept: ['a'],
      changed: [],
      isSessionNew: true,
      isPageNew: true,
    });
  });
});
