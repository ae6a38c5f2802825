// Every fault of every file at once, each with its place; and the example in config/ is right.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, printFaults } from '@nakamawashi/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeConfig } from '../../tests/aggregator/testEdge.ts';
import { loadAll, readConfig } from './config.ts';
import { machinesOf } from './directory/directory.ts';

let folder: string;
let file: string;
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const faults = (): string => {
  try {
    loadAll(file);
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return printFaults(error);
    throw error;
  }
};

beforeEach(() => {
  ({ folder, file } = writeConfig());
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the configuration', () => {
  it('of the example is fine', () => {
    const { first: directory } = loadAll(join(import.meta.dirname, '../../config/cloud-aggregator.yaml'));
    expect(machinesOf(directory)).toContain('kamata-seimitsu/lathe-1');
  });

  it('takes paths as relative to its own file', () => {
    const config = readConfig(file);
    expect(config.store).toEqual({ sqlite: { file: join(folder, 'data/store.sqlite') } });
    expect(config.broker).toMatchObject({ embedded: { accounts: join(folder, 'accounts.yaml') } });
    expect(config.http).toEqual({ host: '127.0.0.1', port: 0, trustedProxies: [], open: true });
  });

  it('names every fault of the directory, the calendars and the accounts at once', () => {
    write(
      'directory/rokugo.yaml',
      'id: other\nname: { ja: 六郷 }\ncalendar: never\n' +
        'machines: [{ id: A }, { id: b, name: { ja: あ, en: a }, colour: red }]\n',
    );
    write(
      'directory/haneda.yaml',
      'id: haneda\nname: { ja: 羽田, en: Haneda }\ncalendar: sundays\nmachines: []\n',
    );
    write(
      'directory/ota-board.yaml',
      'id: board\nname: { ja: 盤, en: Board }\ncalendar: always\nmachines: []\n',
    );
    write('calendars/broken.yaml', 'timeZone: Mars/Olympus\npatterns: []\n');
    write('accounts.yaml', 'kamata: "plain text"\n');
    const text = faults();
    for (const place of [
      'rokugo.yaml: name.en',
      'rokugo.yaml: machines[0].id',
      'rokugo.yaml: machines[1].colour',
      'haneda.yaml: calendar, found "sundays"; one of the calendars (always, broken)',
      'ota-board.yaml: id',
      'broken.yaml: timeZone',
      'kamata, line 1',
    ]) {
      expect(text.replace(/: found/g, ', found')).toContain(place);
    }
  });

  it('refuses two machines with one id', () => {
    const machine = '{ id: a, name: { ja: あ, en: a } }';
    write(
      'directory/kamata.yaml',
      `id: kamata\nname: { ja: 蒲田, en: K }\ncalendar: always\nmachines: [${machine}, ${machine}]\n`,
    );
    expect(faults()).toContain('kamata.yaml: machines[1].id');
  });

  it('refuses a workshop with the name of the host', () => {
    write(
      'directory/ota-board.yaml',
      'id: ota-board\nname: { ja: 盤, en: Board }\ncalendar: always\nmachines: []\n',
    );
    expect(faults()).toContain('host: found "ota-board"');
  });

  it('refuses an address that others can reach, unless by TLS, behind a proxy, or open on purpose', () => {
    const written = (http: string): string => {
      write(
        'config.yaml',
        `consortium: ota\nhost: h\ndataDir: d\nbroker: { embedded: { accounts: a } }\n` +
          `store: { sqlite: { file: f } }\ndirectory: directory\ncalendars: calendars\nhttp: ${http}\n`,
      );
      return faults();
    };
    expect(written('{ host: 0.0.0.0 }')).toMatch(/http\.host.*passwords would cross the network readable/);
    expect(written('{ host: 0.0.0.0, open: true }')).toBe('');
    expect(written('{ host: 0.0.0.0, trustedProxies: [10.0.0.5, 10.1.0.0/16, "2001:db8::/32"] }')).toBe('');
    expect(written('{ host: 0.0.0.0, trustedProxies: [proxy.example] }')).toMatch(
      /trustedProxies.*an address/,
    );
    expect(written('{ host: "::1" }')).toBe('');
    const tls = '{ host: 0.0.0.0, tls: { certFile: ./a.pem, keyFile: ./a.key } }';
    expect(written(tls)).toMatch(/http\.tls: found ENOENT/);
    write('a.pem', 'no certificate');
    write('a.key', 'no key');
    expect(written(tls)).toMatch(/http\.tls: found .*two PEM files/);
  });

  it('names folders that are not there', () => {
    rmSync(join(folder, 'directory'), { recursive: true });
    rmSync(join(folder, 'calendars'), { recursive: true });
    expect(faults()).toMatch(/calendars: found no readable folder[\s\S]*directory: found no readable folder/);
    mkdirSync(join(folder, 'directory'));
    mkdirSync(join(folder, 'calendars'));
    expect(faults()).toBe('');
  });
});
