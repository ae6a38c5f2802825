// The commands for people and tokens: what they refuse, what they list, and what stands in the records after them.
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeConfig } from '../../../tests/aggregator/testEdge.ts';
import { command } from '../../../tests/aggregator/visitor.ts';
import { loadAll } from '../config.ts';
import { entrySchemas } from '../directory/entryKinds.ts';
import { openRecords } from '../directory/records.ts';
import { UsageError } from '../usageError.ts';
import { performPeople } from './commands.ts';
import { firstAdministrator } from './firstAdministrator.ts';
import { hashPassword } from './passwords.ts';
import { openPeople } from './people.ts';
import { openPersonBook } from './personBook.ts';

let folder: string;
let file: string;
beforeEach(() => {
  ({ folder, file } = writeConfig());
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the commands for people', () => {
  it.each([
    ['user add x', {}],
    ['user add x', { roles: ['boss'] }],
    ['user add x', { roles: ['owner'] }],
    ['user add x', { roles: ['desk'], workshops: ['kamata'] }],
    ['user add x', { roles: ['owner'], workshops: ['nowhere'] }],
    ['user add x', { roles: ['reviewer', 'desk'] }],
    ['user add No', { roles: ['desk'] }],
    ['user add', { roles: ['desk'] }],
    ['user dance', {}],
    ['user add console', { roles: ['desk'] }],
    ['token add x', {}],
    ['token add x', { scopes: ['everything'] }],
    ['token add x', { scopes: ['metrics'], days: '0' }],
    ['audit all', {}],
  ])('refuse %s %j as not understood, and change nothing', async (words, options) => {
    await expect(command(file, words, options)).rejects.toThrow(UsageError);
    expect(await command(file, 'user list')).toEqual([]);
    expect(await command(file, 'token list')).toEqual([]);
    expect(await command(file, 'audit')).toEqual([]);
  });

  it('list, and refuse what is there already or not there', async () => {
    await command(file, 'user add taro', { roles: ['owner', 'desk'], workshops: ['kamata'] });
    await command(file, 'token add screen', { scopes: ['read:board', 'metrics'] });
    expect(await command(file, 'user list')).toEqual(['taro\towner desk\tkamata']);
    expect((await command(file, 'token list'))[0]).toMatch(/^screen\tread:board metrics\tuntil \d{4}-/);
    await expect(command(file, 'user add taro', { roles: ['desk'] })).rejects.toThrow('already');
    await expect(command(file, 'token add screen', { scopes: ['metrics'] })).rejects.toThrow('already');
    const ofNobody = ['remove', 'password', 'lock', 'unlock', 'sign-out'].map(
      (each) => `user ${each} hanako`,
    );
    for (const words of [...ofNobody, 'token remove other'])
      await expect(command(file, words)).rejects.toThrow('there is no');
  });

  it('give the audit since a day of the consortium’s own time', async () => {
    await command(file, 'user add taro', { roles: ['desk'] });
    const since = (day: string) =>
      performPeople(loadAll(file), {
        words: ['audit'],
        roles: [],
        workshops: [],
        scopes: [],
        days: '',
        since: day,
        lasting: false,
      });
    expect(await since('2026-01-01')).toHaveLength(1);
    expect(await since('2999-01-01')).toEqual([]);
    await expect(since('yesterday')).rejects.toThrow(UsageError);
  });

  it('make the first administrator once, on a terminal too, and only where nobody has an account', async () => {
    const { dataDir } = loadAll(file).config;
    expect(await firstAdministrator(dataDir, 1, true)).toMatch(/name admin, password [2-9a-z-]{19} /);
    expect(await firstAdministrator(dataDir, 2, true)).toBeNull();
    expect(await command(file, 'user list')).toEqual(['admin\tadministrator']);
  });
});

describe('the records', () => {
  it('have a line of the audit for every change of sharing, and for no other change of a workshop', async () => {
    const { config, first } = loadAll(file);
    const { members, audit, database } = openRecords(config.dataDir, first, 1);
    const before = members.now().workshops.get('kamata');
    if (before === undefined) throw new Error('no workshop');
    const change = (body: unknown): number => {
      const checked = entrySchemas.workshop.parse(body);
      return members.change({ kind: 'workshop', id: 'kamata', body: checked, person: 'office', at: 5 });
    };
    change({ ...before, name: { ja: '蒲田', en: 'Kamata 2' } });
    change({ ...before, machines: before.machines.map((each) => ({ ...each, sharing: { desk: 'hours' } })) });
    const lines = audit.lines({ from: 0, until: 9, limit: 9 });
    expect(lines).toMatchObject([
      { person: 'office', deed: 'sharing.changed', subject: 'kamata', detail: 'lathe-1 desk: live to hours' },
    ]);
    database.close();
  });

  it('hold a stronger hash after a sign-in when the parameters have grown', async () => {
    const { config, first } = loadAll(file);
    const { audit, database } = openRecords(config.dataDir, first, 1);
    const persons = openPersonBook(database);
    const weak = await hashPassword('of-this-test-only', { memory: 64, passes: 1, parallelism: 1 });
    persons.add({ id: 'taro', roles: ['desk'], workshops: [] }, { hash: weak, isGiven: true }, 1);
    const clock = { now: () => 1, monotonicMs: () => 1, sleep: async () => undefined };
    const people = openPeople({ database, audit, clock });
    const attempt = { name: 'taro', password: 'of-this-test-only', address: '127.0.0.1' };
    expect(await people.signIn({ ...attempt, password: 'wrong' }, { kind: 'nobody' })).toBe('wrong');
    expect(persons.password('taro')).toBe(weak);
    for (const _ of [1, 2]) expect(await people.signIn(attempt, { kind: 'nobody' })).toHaveProperty('token');
    expect(persons.password('taro')).toMatch(/^argon2id\$19456\$2\$1\$/);
    expect(persons.find('taro')?.hasGivenPassword).toBe(true);
    database.close();
  });
});
