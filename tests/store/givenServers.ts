// Servers that a person has at hand, told to `npm run test:store`: the store's contract runs on them too, each test
// in a database or bucket of its own that is removed afterwards. Without any, nothing is declared.
import { randomUUID } from 'node:crypto';
import { InfluxDB } from 'influx';
import { openInflux1 } from '../../cloud-aggregator/src/store/influx1.ts';
import { openInflux2 } from '../../cloud-aggregator/src/store/influx2.ts';
import type { PointDatabase } from '../../cloud-aggregator/src/store/pointDatabase.ts';
import { openPointStore } from '../../cloud-aggregator/src/store/pointStore.ts';
import { basic, sendOlder } from '../contracts/olderTally.ts';
import { type StoreGround, storeContract } from '../contracts/store.ts';

/** What the command line said; the names of its options. */
export interface GivenServers {
  readonly influx1?: string | undefined;
  readonly influx2?: string | undefined;
  readonly influx3?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly org?: string | undefined;
  readonly token?: string | undefined;
}

/** The environment variable by which `npm run test:store` hands them to the tests. */
export const givenVariable = 'NAKAMAWASHI_TEST_STORES';

const options = { now: () => 1_000, isOurs: () => true };
const ground = (
  connect: () => PointDatabase,
  putOlder: StoreGround['putOlder'],
  remove: () => Promise<void>,
): StoreGround => ({ open: () => openPointStore(connect(), options), putOlder, remove });

/** Declares the contract for each server that was given. */
export function givenContracts(version: 'influx1' | 'influx2' | 'influx3'): void {
  const given = JSON.parse(process.env[givenVariable] ?? '{}') as GivenServers;
  const url = given[version];
  if (url === undefined) return;
  const { username, password, org = '', token = '' } = given;
  const make = {
    influx1: async () => {
      const database = newName();
      const client = new InfluxDB(`${url}/${database}`);
      const settings = { url, database, username, password };
      const older = `${url}/write?db=${database}&precision=ms`;
      const header = username === undefined ? '' : basic(username, password ?? '');
      return ground(
        () => openInflux1(settings),
        (day) => sendOlder(older, header, day),
        () => client.dropDatabase(database),
      );
    },
    influx2: async () => {
      const bucket = newName();
      const orgs = await call(`${url}/api/v2/orgs?org=${encodeURIComponent(org)}`, token);
      const [{ id: orgID } = { id: '' }] = (orgs as { orgs: { id: string }[] }).orgs;
      const made = await call(`${url}/api/v2/buckets`, token, 'POST', {
        orgID,
        name: bucket,
        retentionRules: [],
      });
      const { id } = made as { id: string };
      const older = `${url}/api/v2/write?org=${encodeURIComponent(org)}&bucket=${bucket}&precision=ms`;
      return ground(
        () => openInflux2({ url, org, token, bucket }),
        (day) => sendOlder(older, `Token ${token}`, day),
        async () => void (await call(`${url}/api/v2/buckets/${id}`, token, 'DELETE')),
      );
    },
    influx3: async () => {
      const database = newName();
      await call(`${url}/api/v3/configure/database`, token, 'POST', { db: database });
      const older = `${url}/write?db=${database}&precision=ms`;
      return ground(
        () => openInflux1({ url, database, username: 'token', password: token }),
        (day) => sendOlder(older, basic('token', token), day),
        async () => void (await call(`${url}/api/v3/configure/database?db=${database}`, token, 'DELETE')),
      );
    },
  };
  storeContract(`the store on ${url}`, make[version]);
}

function newName(): string {
  return `nakamawashi_test_${randomUUID().slice(0, 8)}`;
}

async function call(address: string, token: string, method = 'GET', body?: object): Promise<unknown> {
  const answer = await fetch(address, {
    method,
    headers: { authorization: `Token ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}
