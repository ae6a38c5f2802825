// Which units answer on a Modbus line, for the day of installation: each unit is asked for one address of each table,
// gently and one after the other. Any answer counts, also a refusal: only silence means that nobody is there.
import type { Profile } from '@nakamawashi/machine-model';
import type { Clock } from '@nakamawashi/runtime';
import { tables } from './drivers/modbus/address.ts';
import { modbusDriver } from './drivers/modbus/modbus.ts';

/** A line to look along: the parts of an endpoint that say where it is. */
export type ModbusPlace =
  | { readonly host: string; readonly port: number; readonly framing?: 'rtu' }
  | { readonly serial: { readonly path: string; readonly baudRate?: number } };

/** What to look for, and where to say it. */
interface Search {
  readonly firstUnit: number;
  readonly lastUnit: number;
  readonly clock: Clock;
  readonly print: (text: string) => void;
}

const timeoutMs = 300;

/** `modbus://HOST[:PORT]`, `modbus+rtu://HOST:PORT` or `serial:PATH[@BAUD]`; null for anything else. */
export function modbusPlace(url: string): ModbusPlace | null {
  const tcp = /^modbus(\+rtu)?:\/\/([^\s/:]+|\[[^\]\s]+\])(?::(\d{1,5}))?\/?$/.exec(url);
  if (tcp !== null) {
    const [, framing, host = '', port = '502'] = tcp;
    const place = { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
    return framing === undefined ? place : { ...place, framing: 'rtu' };
  }
  const [, path, baud] = /^serial:(\/[^\s@]+)(?:@(\d+))?$/.exec(url) ?? [];
  if (path === undefined) return null;
  return { serial: { path, ...(baud === undefined ? {} : { baudRate: Number(baud) }) } };
}

/** Asks every unit and prints those that answer; false when none did. Throws when there is no way to the line. */
export async function browseModbus(place: ModbusPlace, search: Search): Promise<boolean> {
  const { firstUnit, lastUnit, print } = search;
  let found = 0;
  for (let unit = firstUnit; unit <= lastUnit; unit += 1) {
    const answers = await askUnit(place, unit, search);
    if (answers === null) continue;
    found += 1;
    print(`  unit ${unit}: ${answers.join(', ')}\n    modbus: ${JSON.stringify({ ...place, unit })}\n`);
  }
  if (found === 0) print(`  no unit from ${firstUnit} to ${lastUnit} answers\n`);
  return found > 0;
}

/** What address 0 of each table says; null for a unit that is silent. */
async function askUnit(
  place: ModbusPlace,
  unit: number,
  { clock }: Search,
): Promise<readonly string[] | null> {
  const driver = modbusDriver();
  const stop = new AbortController();
  const machine = {
    id: `unit-${unit}`,
    profile: probeProfile,
    endpoint: { ...place, unit, timeoutMs },
    dataDir: '',
  };
  try {
    for await (const readings of driver(machine, clock, stop.signal)) {
      stop.abort();
      return readings.map(
        ({ item, value }) => `${item} ${value === null ? 'refused' : JSON.stringify(value)}`,
      );
    }
    return null;
  } catch (error) {
    if (error instanceof Error && /does not answer/.test(error.message)) return null;
    throw error;
  } finally {
    stop.abort();
  }
}

const probeProfile: Profile = {
  id: 'probe',
  title: { ja: '探索', en: 'Search' },
  protocol: 'modbus',
  evidence: 'lamp',
  namespaces: {},
  staleAfterMs: 5_000,
  lateMs: 1_000,
  minimumMs: {},
  forgottenSetup: { afterMs: 7_200_000, unless: {} },
  items: tables.map((table) => ({
    id: `${table}0`,
    address: { table, address: 0, type: /coil|discrete/.test(table) ? 'bool' : 'uint16' },
    optional: true,
    signal: { kind: 'value' },
  })),
  states: [{ state: 'idle', when: { coil0: true }, unless: {}, inferred: false }],
};
