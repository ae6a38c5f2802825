// The command `teach`: chooses what to watch, listens to standard input, and writes the learnt profile to a new file.
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '@nakamawashi/runtime';
import { loadEdgeConfig, loadProfile, type Machine } from '../config.ts';
import { openDrivers } from '../drivers/index.ts';
import { modbusAddress } from '../drivers/modbus/address.ts';
import { opcuaEndpoint } from '../drivers/opcua/address.ts';
import { teachIn } from './teachIn.ts';

/** What was asked for on the command line. */
export interface TeachRequest {
  /** The agent's configuration. */
  readonly file: string;
  readonly machine: string;
  /** Modbus tables to watch besides the profile's items, such as `discreteInput:0-31`. */
  readonly ranges: readonly string[];
  readonly lateS: number;
  /** Where to write the profile; by default beside the configuration. */
  readonly out: string | undefined;
}

/** The words of the command line make no sense; the message says what would. */
export class TeachError extends Error {
  override readonly name = 'TeachError';
}

/** Runs a lesson over standard input and output; the exit code. Throws TeachError, ConfigError. */
export async function teach(request: TeachRequest): Promise<0 | 1> {
  const { file, lateS, ranges } = request;
  const config = loadEdgeConfig(file);
  const machine = config.machines.find(({ id }) => id === request.machine);
  if (machine === undefined) throw new TeachError(`there is no machine ${request.machine} in this file`);
  const out = resolve(request.out ?? join(dirname(file), `taught-${machine.id}.yaml`));
  if (existsSync(out)) throw new TeachError(`${out} is there already: name another file with --out`);
  if (!(lateS >= 0.5 && lateS <= 60)) throw new TeachError('--late needs seconds from 0.5 to 60');
  if (ranges.length > 0 && machine.protocol !== 'modbus')
    throw new TeachError(
      '--range is for Modbus; of an OPC UA server everything that tells a state is watched',
    );
  const print = (text: string): void => {
    process.stdout.write(text);
  };
  const more = machine.protocol === 'opcua' ? await opcuaItems(machine) : modbusItems(ranges);
  const driver = await openDrivers()(machine.protocol);
  const text = await teachIn(machine, {
    clock: systemClock,
    driver,
    more,
    lateMs: Math.round(lateS * 1_000),
    timeZone: config.timeZone,
    // Made when it is listened to: an interface loses what comes before.
    lines: () => createInterface({ input: process.stdin }),
    print,
  });
  if (text === null) return 1;
  writeFileSync(out, text, { flag: 'wx' });
  loadProfile(out);
  const path = `./${relative(dirname(resolve(file)), out)}`;
  print(`\n${out}\n    profile: ${path}\nnpm run edge -- probe ${file} ${machine.id} --profile ${out}\n`);
  return 0;
}

/** `inputRegister:0-15` is sixteen items, each one register or one bit. */
function modbusItems(ranges: readonly string[]): ReadonlyMap<string, unknown> {
  const items = new Map<string, unknown>();
  for (const range of ranges) {
    const parts = /^([A-Za-z]+):(\d{1,5})-(\d{1,5})$/.exec(range);
    const [table = '', from, through] = [parts?.[1], Number(parts?.[2]), Number(parts?.[3])];
    const isBit = table === 'coil' || table === 'discreteInput';
    const addresses = Array.from({ length: Math.max(0, through - from + 1) }, (_, index) => from + index);
    const checked = addresses.map((address) =>
      modbusAddress.safeParse({ table, address, type: isBit ? 'bool' : 'uint16' }),
    );
    if (
      parts === null ||
      checked.length === 0 ||
      checked.length > 512 ||
      checked.some((each) => !each.success)
    )
      throw new TeachError(
        `--range ${range}: TABLE:FROM-THROUGH is needed, such as discreteInput:0-31, of at most 512 addresses`,
      );
    for (const each of checked) if (each.success) items.set(`${table}${each.data.address}`, each.data);
  }
  return items;
}

/** Every variable below the machine that may tell a state, as `browse` finds them. */
async function opcuaItems(machine: Machine): Promise<ReadonlyMap<string, unknown>> {
  const { askSurvey } = await import('../drivers/opcua.ts');
  const endpoint = opcuaEndpoint.parse(machine.endpoint);
  const caller = { endpoint, dataDir: machine.dataDir, clock: systemClock };
  const { machines } = await askSurvey(caller, []);
  const own = machines.filter(({ name }) => name === endpoint.machine);
  const candidates = (own.length > 0 ? own : machines).flatMap((each) => each.candidates);
  return new Map(
    candidates.map(({ path, address }, index) => [idOf(path, index), { nodeId: address }] as const),
  );
}

/** The end of a path as an item's id. */
function idOf(path: string, index: number): string {
  const words = path.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  return `n${index}_${words.slice(-40).replace(/^_+/, '')}`;
}
