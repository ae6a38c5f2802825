// What an administrator does while somebody's password is being checked: whenever his word falls, it stands at the end,
// and nobody has a session by the password or the right that he took away.
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeConfig } from '../../../tests/aggregator/testEdge.ts';
import { loadAll } from '../config.ts';
import { openRecords, type Records } from '../directory/records.ts';
import { openAdministration } from './administration.ts';
import { hashPassword } from './passwords.ts';
import { openPeople, type People } from './people.ts';
import { openPersonBook } from './personBook.ts';

const nobody = { kind: 'nobody' } as const;
const typed = { name: 'taro', password: 'of-this-test-only', address: '127.0.0.1' };
const clock = { now: () => 1, monotonicMs: () => 1, sleep: async () => undefined };
/** After how many turns of the event loop the administrator speaks; a hash takes some tens of thousands of them. */
const moments = [0, 1, 3, 10, 100, 1_000, 3_000, 10_000, 30_000, 100_000];

let folder: string;
let records: Records;
let people: People;
beforeEach(async () => {
  const written = writeConfig();
  ({ folder } = written);
  const { config, first } = loadAll(written.file);
  records = openRecords(config.dataDir, first, 1);
});
afterEach(() => {
  records.database.close();
  rmSync(folder, { recursive: true });
});

const persons = () => openPersonBook(records.database);
const administration = () => openAdministration({ ...records, now: clock.now });
/** Taro as he is, with a hash that is to be made stronger at his next sign-in. */
async function begin(): Promise<void> {
  persons().remove('taro');
  const weak = await hashPassword(typed.password, { memory: 64, passes: 1, parallelism: 1 });
  persons().add({ id: 'taro', roles: ['desk'], workshops: [] }, { hash: weak, isGiven: false }, 1);
  people = openPeople({ ...records, clock });
}
async function later(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((next) => setImmediate(next));
}
const tokenOf = (signedIn: Awaited<ReturnType<People['signIn']>>): string =>
  typeof signedIn === 'object' && 'token' in signedIn ? signedIn.token : '';

describe('while a password is checked', () => {
  it('another one that is given stands, and the old one opens nothing after it', async () => {
    const other = await hashPassword('given-by-the-administrator', { memory: 64, passes: 1, parallelism: 1 });
    for (const moment of moments) {
      await begin();
      const trying = people.signIn(typed, nobody);
      await later(moment);
      // As `givePassword` does in its one transaction; its own hash would take as long as the one it races with.
      records.database.durably(() => {
        persons().setPassword('taro', { hash: other, isGiven: true });
        administration().signOut('taro', 'console');
      });
      const token = tokenOf(await trying);
      expect(people.bySession(token), `after ${moment} turns`).toEqual(nobody);
      expect(persons().password('taro'), `after ${moment} turns`).toBe(other);
    }
  }, 60_000);

  it('who is locked or removed gets no session, and no fault either', async () => {
    for (const moment of moments) {
      for (const deed of ['lock', 'remove'] as const) {
        await begin();
        const trying = people.signIn(typed, nobody);
        await later(moment);
        if (deed === 'lock') administration().lock('taro', true, 'console');
        else administration().remove('taro', 'console');
        expect(people.bySession(tokenOf(await trying)), `${deed} after ${moment} turns`).toEqual(nobody);
      }
    }
  }, 60_000);

  it('a change of it is not taken once somebody has ended the session', async () => {
    for (const moment of moments) {
      await begin();
      const session = people.bySession(tokenOf(await people.signIn(typed, nobody)));
      if (session.kind !== 'person') throw new Error('not signed in');
      const given = { current: typed.password, next: 'chosen by somebody else', address: '127.0.0.1' };
      const changing = people.changePassword(session, given);
      await later(moment);
      const before = persons().password('taro');
      administration().signOut('taro', 'console');
      const outcome = await changing;
      const isChanged = persons().password('taro') !== before;
      // Either it was done before, or it is not done at all.
      expect(isChanged, `${outcome} after ${moment} turns`).toBe(false);
    }
  }, 60_000);
});
