// Writes the configuration of a whole consortium into one folder, the way its people would have written it by hand:
// aggregator, directory, accounts, one edge agent a workshop, and the file of the simulated machines.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShiftCalendar } from '@nakamawashi/machine-model';
import type { MachineKind } from '../machineKinds.ts';
import type { Consortium, ConsortiumMachine, ConsortiumWorkshop } from './consortium.ts';

export interface ConsortiumPorts {
  readonly board: number;
  readonly broker: number;
  /** Per workshop: its OPC UA server, its Modbus server, the agent's own page. */
  readonly workshops: ReadonlyMap<
    string,
    { readonly opcua: number; readonly modbus: number; readonly page: number }
  >;
}

export interface ConsortiumOptions {
  readonly folder: string;
  readonly ports: ConsortiumPorts;
  readonly calendars: Readonly<Record<string, ShiftCalendar>>;
  /** Milliseconds; the demo and real shops use five minutes, tests shorter ones. */
  readonly slotLengthMs: number;
  /** How far back the edge may keep slots, in days. */
  readonly outboxDays: number;
  /** The broker is run by somebody else at `ports.broker`; otherwise the aggregator brings its own. */
  readonly externalBroker: boolean;
  /** Whether the board is read without signing in. */
  readonly open: boolean;
}

export interface ConsortiumFiles {
  readonly aggregator: string;
  readonly simulation: string;
  readonly workshops: ReadonlyMap<string, { readonly edgeAgent: string; readonly password: string }>;
  /** The aggregator's own account at an external broker. */
  readonly hostPassword: string;
}

/** Every file is JSON, which is YAML too. Existing files are overwritten. */
export function writeConsortium(consortium: Consortium, options: ConsortiumOptions): ConsortiumFiles {
  const { folder } = options;
  for (const part of ['directory', 'calendars']) mkdirSync(join(folder, part), { recursive: true });
  const write = (name: string, content: object): string => {
    const file = join(folder, name);
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    return file;
  };
  const passwords = new Map(consortium.workshops.map(({ id }) => [id, newPassword()]));
  const hostPassword = newPassword();
  const hashes = [...passwords].map(([id, password]) => [
    id,
    createHash('sha256').update(password).digest('hex'),
  ]);
  write('accounts.yaml', Object.fromEntries(hashes));
  writeFileSync(join(folder, 'host-password'), hostPassword, { mode: 0o600 });
  for (const workshop of consortium.workshops)
    write(`directory/${workshop.id}.yaml`, directoryEntry(workshop));
  for (const [name, calendar] of Object.entries(options.calendars)) write(`calendars/${name}.yaml`, calendar);
  const workshops = new Map(
    consortium.workshops.map((workshop) => {
      const password = passwords.get(workshop.id) ?? '';
      mkdirSync(join(folder, workshop.id), { recursive: true });
      writeFileSync(join(folder, workshop.id, 'password'), password, { mode: 0o600 });
      const edgeAgent = write(`${workshop.id}/edge-agent.yaml`, edgeAgentFile(consortium, workshop, options));
      return [workshop.id, { edgeAgent, password }] as const;
    }),
  );
  return {
    aggregator: write('cloud-aggregator.yaml', aggregatorFile(consortium, options)),
    simulation: write('simulation.yaml', simulationFile(consortium, options.ports)),
    workshops,
    hostPassword,
  };
}

function newPassword(): string {
  return randomBytes(32).toString('base64url');
}

function aggregatorFile(consortium: Consortium, options: ConsortiumOptions): object {
  const { ports } = options;
  const broker = options.externalBroker
    ? {
        external: {
          url: `mqtt://127.0.0.1:${ports.broker}`,
          username: consortium.host,
          passwordFile: './host-password',
        },
      }
    : { embedded: { host: '127.0.0.1', port: ports.broker, accounts: './accounts.yaml' } };
  return {
    consortium: consortium.id,
    host: consortium.host,
    dataDir: './aggregator',
    broker,
    store: { sqlite: { file: './aggregator/store.sqlite' } },
    directory: './directory',
    calendars: './calendars',
    timeZone: consortium.timeZone,
    http: { host: '127.0.0.1', port: ports.board, open: options.open },
  };
}

function directoryEntry({ id, name, calendar, machines, written }: ConsortiumWorkshop): object {
  const entries = machines.map((machine) => ({
    id: machine.id,
    name: machine.name,
    class: machine.class,
    processes: machine.processes,
    attributes: machine.attributes ?? {},
    sharing: { desk: 'live', circle: 'mark', consortium: 'none' },
  }));
  const [owner] = written?.contacts ?? [];
  // Without it a shop is in no month's file but its own.
  const consents =
    owner === undefined
      ? []
      : [{ what: 'monthly', text: '2026-04', person: owner.name, at: Date.UTC(2026, 3, 1) }];
  return { id, name, calendar, ...written, consents, machines: entries };
}

function edgeAgentFile(
  consortium: Consortium,
  workshop: ConsortiumWorkshop,
  options: ConsortiumOptions,
): object {
  const ports = options.ports.workshops.get(workshop.id);
  if (ports === undefined) throw new Error(`BUG: no ports for ${workshop.id}`);
  return {
    consortium: consortium.id,
    workshop: { id: workshop.id, name: workshop.name },
    broker: {
      url: `mqtt://127.0.0.1:${options.ports.broker}`,
      username: workshop.id,
      passwordFile: './password',
    },
    primaryHost: consortium.host,
    dataDir: './data',
    http: { host: '127.0.0.1', port: ports.page },
    consent: { text: '2026-04', person: 'デモ', date: '2026-11-01' },
    slotLengthMs: options.slotLengthMs,
    outbox: { maxDays: options.outboxDays },
    machines: workshop.machines.map((machine, index) => ({
      id: machine.id,
      name: machine.name,
      profile: machine.kind,
      ...endpoint(machine, ports, index + 1),
      sharing: { desk: 'live', circle: 'mark' },
    })),
  };
}

/** How an edge agent reaches the machine; a Modbus unit id is the machine's place in its workshop, counted from one. */
function endpoint(
  machine: ConsortiumMachine,
  ports: { opcua: number; modbus: number },
  unit: number,
): object {
  if (isOpcua(machine.kind)) {
    return { opcua: { url: `opc.tcp://127.0.0.1:${ports.opcua}`, machine: machine.id, security: 'none' } };
  }
  return { modbus: { host: '127.0.0.1', port: ports.modbus, unit, intervalMs: 200 } };
}

function isOpcua(kind: MachineKind): boolean {
  return kind.startsWith('opcua-');
}

/** One OPC UA and one Modbus server per workshop, where it has machines for them. */
function simulationFile(consortium: Consortium, ports: ConsortiumPorts): object {
  const servers = consortium.workshops.flatMap((workshop) => {
    const { opcua, modbus } = ports.workshops.get(workshop.id) ?? { opcua: 0, modbus: 0 };
    const entries = workshop.machines.map(({ kind, id: name, script }, index) => {
      return isOpcua(kind) ? { kind, name, script } : { kind, name, script, unit: index + 1 };
    });
    const onOpcua = entries.filter(({ kind }) => isOpcua(kind));
    const onModbus = entries.filter(({ kind }) => !isOpcua(kind));
    return [
      { protocol: 'opcua', port: opcua, machines: onOpcua },
      { protocol: 'modbus', port: modbus, machines: onModbus },
    ].filter(({ machines }) => machines.length > 0);
  });
  return { pkiDir: './simulators-pki', servers };
}
