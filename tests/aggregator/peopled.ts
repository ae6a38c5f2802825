// An aggregator that asks people to sign in, with one of each role and a token of each scope; two workshops, of which
// one agreed to monthly totals.
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { localDate } from '@nakamawashi/machine-model';
import { addAccount } from '../../cloud-aggregator/src/broker/accounts.ts';
import { loadAll } from '../../cloud-aggregator/src/config.ts';
import { monthPlus } from '../../cloud-aggregator/src/exports/businessDays.ts';
import { exportHome } from '../../cloud-aggregator/src/exports/exportHome.ts';
import { issueMonth } from '../../cloud-aggregator/src/exports/issueMonth.ts';
import { startAggregator, type TestAggregator, writeConfig } from './testEdge.ts';
import { ask, command, cookieOf, signIn } from './visitor.ts';

/** The month of which there is a file. */
export const lastMonth = monthPlus(localDate(Date.now(), 'Asia/Tokyo').slice(0, 7), -1);

const people = {
  owner: { roles: ['owner'], workshops: ['kamata'] },
  desk: { roles: ['desk'] },
  office: { roles: ['office'] },
  reviewer: { roles: ['reviewer'] },
  administrator: { roles: ['administrator'] },
};
const tokens = { board: 'read:board', utilisation: 'read:utilisation', metrics: 'metrics' };
/** Everybody who may ask; `nobody` has not signed in, the last three are tokens. */
export type Who = keyof typeof people | keyof typeof tokens | 'nobody';

export interface Peopled {
  readonly aggregator: TestAggregator;
  /** By name. */
  readonly passwords: Map<string, string>;
  /** The headers by which each is known. */
  readonly keys: Map<Who, Record<string, string>>;
  /** Signs in anew and gives the headers of the new session. */
  enter(name: string): Promise<Record<string, string>>;
  /** The machines that the board shows to whoever has these headers, or the refusal's code alone. */
  machineIds(headers: Record<string, string>): Promise<string[]>;
  /** Works on the records' file as somebody would who has it. */
  records<T>(work: (database: DatabaseSync) => T): T;
  stop(): Promise<void>;
}

export async function startPeopled(): Promise<Peopled> {
  const { folder, file } = writeConfig(undefined, '{ port: 0 }');
  writeFileSync(
    join(folder, 'directory/rokugo.yaml'),
    'id: rokugo\nname: { ja: 六郷, en: Rokugo }\ncalendar: always\n' +
      'consents: [{ what: monthly, text: "1", person: p, at: 1 }]\n' +
      'machines: [{ id: press-1, name: { ja: プレス, en: Press } }]\n',
  );
  const plans = join(import.meta.dirname, '../../config/kpi');
  appendFileSync(
    file,
    `enrolment: { broker: "mqtts://127.0.0.1:8883" }\nexports: { kpi: ${JSON.stringify(plans)} }\n`,
  );
  const account = addAccount(join(folder, 'accounts.yaml'), 'kamata');
  const aggregator = await startAggregator({ folder, file, password: account });
  const passwords = new Map<string, string>();
  const keys = new Map<Who, Record<string, string>>([['nobody', {}]]);
  const enter = async (name: string): Promise<Record<string, string>> => ({
    cookie: cookieOf(await signIn(aggregator.url, name, passwords.get(name) ?? '')),
  });
  for (const [name, options] of Object.entries(people)) {
    const [password = ''] = await command(file, `user add ${name}`, options);
    passwords.set(name, password);
    keys.set(name as Who, await enter(name));
  }
  for (const [name, scope] of Object.entries(tokens)) {
    const [token = ''] = await command(file, `token add ${name}`, { scopes: [scope] });
    keys.set(name as Who, { authorization: `Bearer ${token}` });
  }
  const home = exportHome(loadAll(file).config);
  await issueMonth(home, { month: lastMonth, at: Date.now(), person: 'console', reason: null });
  return {
    aggregator,
    passwords,
    keys,
    enter,
    machineIds: async (headers) => {
      const { status, text } = await ask(`${aggregator.url}/api/machines`, { headers });
      return status === 200 ? JSON.parse(text).machines.map(({ id }: { id: string }) => id) : [`${status}`];
    },
    records: (work) => {
      const database = new DatabaseSync(join(folder, 'data/directory.sqlite'));
      try {
        return work(database);
      } finally {
        database.close();
      }
    },
    stop: async () => {
      await aggregator.stop();
      aggregator.remove();
    },
  };
}
