// `npm start`: a small consortium in real parts on this computer: machines on OPC UA and Modbus, a month of history
// sent by the workshops themselves, the aggregator with its broker, an edge agent per workshop. Ctrl-C ends all.
import { mkdirSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { localDate, monthBounds, slotLengthMs } from '@nakamawashi/machine-model';
import { messageOf, systemClock } from '@nakamawashi/runtime';
import { freePort, freePorts } from '../freePorts.ts';
import { type Child, startChild, stopChildren } from './child.ts';
import { type Consortium, demoConsortium, livingAhead } from './consortium.ts';
import { type ConsortiumFiles, type ConsortiumPorts, writeConsortium } from './consortiumFiles.ts';
import { demoAheadMs, demoCalendars } from './demoWeek.ts';
import { sendHistory } from './sendHistory.ts';
import { makeSignIns, type SignIn } from './signIns.ts';
import { untilReady } from './untilReady.ts';

const root = resolve(import.meta.dirname, '../../../..');
const usage = 'usage: npm start [-- [--port PORT] [--data FOLDER]]\n';

interface Options {
  readonly port: number;
  /** Null takes one of its own for each board address, so that two demos never share. */
  readonly folder: string | null;
}

function readArguments(args: readonly string[]): Options | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { port: { type: 'string' }, data: { type: 'string' } },
    });
    const port = Number(values.port ?? 8080);
    return Number.isInteger(port) && port >= 0 && port < 65_536
      ? { port, folder: values.data ?? null }
      : null;
  } catch {
    return null;
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function choosePorts(wanted: number): Promise<ConsortiumPorts> {
  const board = await freePort(wanted);
  const [broker = 0, ...others] = await freePorts(1 + 3 * demoConsortium.workshops.length);
  const workshops = demoConsortium.workshops.map(({ id }, index) => {
    const [opcua = 0, modbus = 0, page = 0] = others.slice(3 * index, 3 * index + 3);
    return [id, { opcua, modbus, page }] as const;
  });
  return { board, broker, workshops: new Map(workshops) };
}

/** Starts everything, in the order in which it can be of use; hands every child to `watch` as soon as it runs. */
async function startAll(options: Options, watch: (child: Child) => void, signal: AbortSignal): Promise<void> {
  const ports = await choosePorts(options.port);
  const folder = resolve(options.folder ?? join(root, 'data', `demo-${ports.board}`));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'logs'), { recursive: true });
  if (ports.board !== options.port) say(`port ${options.port} is taken; the board uses ${ports.board}`);
  const aheadMs = demoAheadMs(systemClock.now(), demoConsortium.timeZone);
  const consortium = livingAhead(demoConsortium, aheadMs);
  if (aheadMs !== 0)
    say(`the demo's people live ${hours(aheadMs)} the clock, so that there is work to be seen`);
  const files = writeConsortium(consortium, {
    folder,
    ports,
    calendars: demoCalendars(consortium.timeZone, aheadMs),
    slotLengthMs,
    outboxDays: 30,
    externalBroker: false,
    open: false,
  });
  const start = async (name: string, args: readonly string[]): Promise<void> => {
    const logFile = join(folder, 'logs', `${name}.log`);
    watch(await startChild({ name, args, folder: root, logFile }));
  };
  await start('machines', ['packages/simulators/src/main.ts', '--config', files.simulation]);
  await start('aggregator', ['cloud-aggregator/src/main.ts', '--config', files.aggregator]);
  await untilReady(`http://127.0.0.1:${ports.board}/health`, signal);
  const [ownersWorkshop = ''] = files.workshops.keys();
  const [signIns] = await Promise.all([
    makeSignIns({ root, folder, config: files.aggregator, ownersWorkshop, signal }),
    writeHistory({ consortium, files, ports }, signal),
  ]);
  for (const [id, { edgeAgent }] of files.workshops) {
    await start(id, ['edge-agent/src/main.ts', '--config', edgeAgent]);
  }
  const pages = [...ports.workshops.values()].map(({ page }) => `http://127.0.0.1:${page}/health`);
  await Promise.all(pages.map((page) => untilReady(page, signal)));
  tellWhere({ folder, ports, files, signIns });
}

interface Demo {
  readonly consortium: Consortium;
  readonly files: ConsortiumFiles;
  readonly ports: ConsortiumPorts;
}

async function writeHistory({ consortium, files, ports }: Demo, signal: AbortSignal): Promise<void> {
  const startedMs = systemClock.monotonicMs();
  const counts = await Promise.all(
    consortium.workshops.map((workshop) =>
      sendHistory({
        consortium,
        workshop,
        password: files.workshops.get(workshop.id)?.password ?? '',
        brokerPort: ports.broker,
        from: monthBounds(lastMonth(), consortium.timeZone).from,
        signal,
        onFailure: (error) => say(`${workshop.id}: ${messageOf(error)}`),
      }),
    ),
  );
  const slots = counts.reduce((sum, count) => sum + count, 0);
  const seconds = (systemClock.monotonicMs() - startedMs) / 1_000;
  say(
    `history: ${slots.toLocaleString('en')} five-minute accounts delivered and acknowledged in ${seconds.toFixed(1)} s`,
  );
}

/** `25.4 h behind`, `3.0 h ahead of`. */
function hours(aheadMs: number): string {
  return `${(Math.abs(aheadMs) / 3_600_000).toFixed(1)} h ${aheadMs < 0 ? 'behind' : 'ahead of'}`;
}

/** The calendar month before this one, `2026-10`. */
function lastMonth(): string {
  const today = localDate(systemClock.now(), demoConsortium.timeZone);
  const first = monthBounds(today.slice(0, 7), demoConsortium.timeZone).from;
  return localDate(first - 1, demoConsortium.timeZone).slice(0, 7);
}

interface Running {
  readonly folder: string;
  readonly ports: ConsortiumPorts;
  readonly files: ConsortiumFiles;
  readonly signIns: readonly SignIn[];
}

function tellWhere({ folder, ports, files, signIns }: Running): void {
  const config = relative(root, files.aggregator);
  const people = signIns.map(({ role, name, password }) =>
    `${name.padEnd(10)}${password}  ${role === name ? '' : `(${role})`}`.trimEnd(),
  );
  const pages = [...ports.workshops].map(([id, { page }]) => `http://127.0.0.1:${page}/  (${id})`);
  say(`
仲間まわし / Nakamawashi: ${demoConsortium.workshops.length} workshops, their machines and the board are running.

  board    http://127.0.0.1:${ports.board}/
  sign in  ${people.join('\n           ')}
  owners   ${pages.join('\n           ')}
  export   npm run aggregator -- export ${lastMonth()} --format csv --config ${config}
  logs     ${relative(root, join(folder, 'logs'))}

Ctrl-C ends all of it.`);
}

async function run(options: Options): Promise<number> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  const { promise: over, resolve: end } = Promise.withResolvers<Child | null>();
  stopping.signal.addEventListener('abort', () => end(null));
  const children: Child[] = [];
  const watch = (child: Child): void => {
    children.push(child);
    void child.ended.then(() => end(child));
  };
  try {
    await Promise.race([startAll(options, watch, stopping.signal), over]);
    const failed = await over;
    if (failed === null) return 0;
    process.stderr.write(`${failed.name} ended by itself (${await failed.ended}):\n${failed.tail()}\n`);
    return 1;
  } finally {
    stopping.abort();
    await stopChildren(children, 10_000);
  }
}

const options = readArguments(process.argv.slice(2));
if (options === null) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  process.exitCode = await run(options);
}
