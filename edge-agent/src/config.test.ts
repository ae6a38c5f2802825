// The configuration: the shipped example is fine, and of a broken one every fault is found in one run, with its path.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@nakamawashi/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lathe, light, own, type Parts, signed, whole } from '../../tests/edgeConfigParts.ts';
import { loadEdgeConfig } from './config.ts';
import { withProfile } from './profiles.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
  writeFileSync(join(folder, 'password'), 'secret');
  writeFileSync(join(folder, 'short'), '1234\n');
  writeFileSync(join(folder, 'pin'), '314159\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

function load(change: Parts): ReturnType<typeof loadEdgeConfig> {
  const file = join(folder, 'edge-agent.yaml');
  writeFileSync(file, JSON.stringify({ ...whole, ...change }));
  return loadEdgeConfig(file);
}

function faults(change: Parts): readonly string[] {
  try {
    load(change);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ path, expected }) => `${path}: ${expected}`);
    throw error;
  }
  return [];
}

describe('a configuration', () => {
  it('that is shipped as the example is fine', () => {
    const config = loadEdgeConfig(join(import.meta.dirname, '../../config/edge-agent.yaml'));
    expect(config.machines.length).toBeGreaterThan(3);
  });

  it('may use every profile that is shipped', () => {
    const profiles = join(import.meta.dirname, '../../config/profiles');
    const names = readdirSync(profiles).map((file) => file.slice(0, -5));
    const machines = names.map((name) => {
      const way = name.startsWith('modbus-') ? { modbus: light['modbus'] } : { opcua: lathe['opcua'] };
      return { id: name, name: lathe['name'], profile: name, ...way };
    });
    expect(load({ machines }).machines.map(({ profile }) => profile.id)).toEqual(names);
  });

  it('shares nothing and waits for nobody unless it says so', () => {
    const config = load({});
    expect(config).toMatchObject({ consent: null, primaryHost: null, http: null, slotLengthMs: 300_000 });
    expect(config.machines[0]?.sharing).toEqual({ desk: 'none', circle: 'none', consortium: 'none' });
    expect(config.outbox.maxDays).toBe(30);
    expect(config.history.maxDays).toBe(400);
  });

  it('is read relative to its own file, and signs in as the workshop', () => {
    const config = load({});
    expect(config.dataDir).toBe(join(folder, 'data'));
    expect(config.broker).toMatchObject({ username: 'kamata', passwordFile: join(folder, 'password') });
    const opcua = { ...signed, username: 'reader', passwordFile: './password' };
    expect(load({ machines: [{ ...lathe, opcua }] }).machines[0]?.endpoint).toMatchObject({
      passwordFile: join(folder, 'password'),
    });
  });

  it('opens its page to the network with a PIN, and to this computer without', () => {
    for (const host of ['127.0.0.1', 'localhost', '::1', '127.1.2.3'])
      expect(load({ http: { host } }).http).toEqual({ host, port: 8180, pinFile: null });
    const pinFile = './pin';
    expect(load({ http: { host: '0.0.0.0', pinFile } }).http?.pinFile).toBe(join(folder, 'pin'));
  });

  it('has a hash that tells two apart and does not know the password', () => {
    const secret = (password: string): string => load({ broker: { url: 'mqtt://127.0.0.1', password } }).hash;
    expect(secret('one')).toBe(secret('two'));
    expect(load({ consortium: 'other' }).hash).not.toBe(load({}).hash);
  });

  it.each<[string, Parts, RegExp]>([
    ['an id with capitals', { consortium: 'Ota' }, /^consortium: .*lower-case/],
    [
      'a name in one language',
      { workshop: { id: 'a', name: { ja: 'あ' } } },
      /^workshop\.name\.en: .*English/,
    ],
    [
      'a page for the network without a PIN',
      { http: { host: '0.0.0.0' } },
      /^http\.host: .*PIN under `pinFile`/,
    ],
    [
      'a PIN that is not there',
      { http: { host: '0.0.0.0', pinFile: './none' } },
      /^http\.pinFile: a file .*none that can be read/,
    ],
    ['a PIN of no use', { http: { pinFile: './short' } }, /^http\.pinFile: .*6 to 64/],
    ['a time zone of nowhere', { timeZone: 'Asia/Ota' }, /^timeZone: an IANA time zone/],
    ['an unknown setting', { colour: 'red' }, /^colour: no such setting/],
    ['a broker by http', { broker: { url: 'http://x' } }, /^broker\.url: .*mqtts:/],
    [
      'a password file that is not there',
      { broker: { url: 'mqtt://x', passwordFile: './none' } },
      /^broker\.passwordFile: a file/,
    ],
    [
      'a certificate that is not there',
      { broker: { url: 'mqtts://x', tls: { caFile: './ca' } } },
      /^broker\.tls\.caFile: a file/,
    ],
    [
      'a user who is not the workshop',
      { broker: { url: 'mqtt://x', username: 'me' } },
      /^broker\.username: .*"kamata"/,
    ],
    ['slots that do not fill the hour', { slotLengthMs: 7_000 }, /^slotLengthMs: .*divides one hour/],
    ['a consent without a person', { consent: { text: 'a', date: '2026-11-01' } }, /^consent\.person: /],
    [
      'a consent some day',
      { consent: { text: 'a', person: 'b', date: 'soon' } },
      /^consent\.date: .*2026-11-01/,
    ],
    ['an outbox without end', { outbox: { maxDays: 0 } }, /^outbox\.maxDays: 1 to 3650/],
    ['no machines', { machines: [] }, /^machines: at least one/],
    [
      'two machines of one id',
      { machines: [lathe, { ...light, id: 'lathe-1' }] },
      /^machines\[1\]\.id: .*machine above/,
    ],
    [
      'a machine without a way to it',
      { machines: [{ ...lathe, opcua: undefined }] },
      /^machines\[0\]: .*opcua, modbus, replay/,
    ],
    [
      'a machine with two ways to it',
      { machines: [{ ...light, opcua: lathe['opcua'] }] },
      /^machines\[0\]\.modbus: only one/,
    ],
    [
      'a profile read by another protocol',
      { machines: [{ ...lathe, profile: 'modbus-stack-light' }] },
      /^machines\[0\]\.opcua: .*read by modbus/,
    ],
    [
      'a profile that is not there',
      { machines: [{ ...lathe, profile: 'opcua-lathe' }] },
      /^machines\[0\]\.profile: .*opcua-machine-tool/,
    ],
    [
      'a path that is not there',
      { machines: [{ ...lathe, profile: './mine.yaml' }] },
      /^machines\[0\]\.profile: in mine\.yaml/,
    ],
    [
      'a machine whose name is needed',
      { machines: [{ ...lathe, opcua: { url: 'opc.tcp://x' } }] },
      /^machines\[0\]\.opcua\.machine: the name/,
    ],
    [
      'a user of a control without a password',
      { machines: [{ ...lathe, opcua: { ...signed, username: 'reader' } }] },
      /^machines\[0\]\.opcua\.passwordFile: username and passwordFile are needed together/,
    ],
    [
      "a control's password that is not there",
      { machines: [{ ...lathe, opcua: { ...signed, username: 'reader', passwordFile: './none' } }] },
      /^machines\[0\]\.opcua\.passwordFile: a file that can be read/,
    ],
    [
      'a unit there cannot be',
      { machines: [{ ...light, modbus: { host: 'x', unit: 300 } }] },
      /^machines\[0\]\.modbus\.unit: .*0 to 255/,
    ],
    [
      'a level there is not',
      { machines: [{ ...light, sharing: { desk: 'all' } }] },
      /^machines\[0\]\.sharing\.desk: .*none, mark, hours, live/,
    ],
    [
      'an audience there is not',
      { machines: [{ ...light, sharing: { world: 'live' } }] },
      /^machines\[0\]\.sharing\.world: no such/,
    ],
  ])('with %s is refused where the fault is', (_title, change, expected) => {
    expect(faults(change)).toEqual([expect.stringMatching(expected)]);
  });

  it('is told all its faults at once, also those of its profiles', () => {
    const profile = {
      id: 'mine',
      title: { ja: 'あ', en: 'a' },
      protocol: 'modbus',
      evidence: 'lamp',
      staleAfterMs: 5_000,
      items: [{ id: 'a', address: { table: 'coil', address: 1, type: 'uint16' } }],
      states: [{ state: 'idle', when: { b: true } }],
    };
    writeFileSync(join(folder, 'mine.yaml'), JSON.stringify(profile));
    const all = faults({
      consortium: 'Ota',
      slotLengthMs: 7_000,
      broker: { url: 'mqtt://x', passwordFile: './none' },
      machines: [
        { ...light, id: 'A', profile: './mine.yaml' },
        { ...lathe, profile: 'nonesuch' },
      ],
    });
    const paths = all.map((fault) => fault.split(':')[0]);
    expect(paths).toEqual([
      'consortium',
      'slotLengthMs',
      'machines[0].id',
      'broker.passwordFile',
      'machines[0].profile',
      'machines[0].profile',
      'machines[1].profile',
    ]);
    expect(all.join('\n')).toMatch(/items\[0\]\.address\.type.*a coil is a bool/);
    expect(all.join('\n')).toMatch(/states\[0\]\.when\.b/);
  });

  it('takes a profile that is written out in the machine itself', () => {
    const { machines, hash } = load({ machines: [{ ...light, profile: own }] });
    expect(machines[0]?.profile).toMatchObject({ id: 'own', lateMs: 1_000 });
    expect(load({ machines: [{ ...light, profile: { ...own, staleAfterMs: 6_000 } }] }).hash).not.toBe(hash);
  });

  it('names every fault of a written-out profile by its path in the file', () => {
    const broken = {
      ...own,
      colour: 'red',
      items: [...own.items, { id: 'Lamp', address: { table: 'coil', address: 1, type: 'bool', bit: 1 } }],
      states: [{ state: 'idle', when: { a: true, b: true } }],
    };
    const { protocol: _, ...unread } = own;
    expect(
      faults({
        machines: [
          { ...light, profile: broken },
          { ...light, id: 'b', profile: unread },
          { ...light, id: 'c', profile: 7 },
          { ...lathe, id: 'd', profile: own },
        ],
      }).map((fault) => fault.split(':')[0]),
    ).toEqual([
      'machines[2].profile',
      'machines[0].profile.items[1].id',
      'machines[0].profile.items[1].address.bit',
      'machines[0].profile.colour',
      'machines[0].profile.states[0].when.b',
      'machines[1].profile.protocol',
      'machines[3].opcua',
    ]);
  });

  it('sees a machine through another profile, if that fits the way to it', () => {
    const [machine] = load({ machines: [light] }).machines;
    if (machine === undefined) throw new Error('BUG: a machine is missing');
    const file = join(folder, 'own.yaml');
    writeFileSync(file, JSON.stringify(own));
    expect(withProfile(machine, file)).toEqual({
      ...machine,
      profile: expect.objectContaining({ id: 'own' }),
    });
    expect(withProfile(machine, 'modbus-current-sensor').profile.id).toBe('modbus-current-sensor');
    expect(() => withProfile(machine, 'opcua-machine-tool')).toThrow(ConfigError);
    expect(() => withProfile(machine, join(folder, 'none.yaml'))).toThrow(ConfigError);
  });

  it('has one setting for a serial port, whoever is behind it', () => {
    const behind = (id: string, unit: number, serial: object): Parts => ({
      ...light,
      id,
      modbus: { unit, serial: { path: '/dev/ttyUSB0', ...serial } },
    });
    expect(faults({ machines: [behind('a', 1, {}), behind('b', 2, {})] })).toEqual([]);
    expect(
      faults({ machines: [behind('a', 1, { baudRate: 19_200 }), behind('b', 2, { parity: 'even' })] }),
    ).toEqual([
      'machines[1].modbus.serial.baudRate: one port has one setting: a machine above has 19200 for /dev/ttyUSB0',
    ]);
  });

  it('plays a recording with a profile of any protocol', () => {
    const { opcua: _, ...rest } = lathe;
    const config = load({ machines: [{ ...rest, replay: { file: './day.jsonl' } }] });
    expect(config.machines[0]).toMatchObject({
      protocol: 'replay',
      endpoint: { file: join(folder, 'day.jsonl') },
    });
  });
});
