// A stand-in for the aggregator: hands out the built board below a path prefix, with the strictest content security
// policy, and plays made-up machines on api/live. It can speak, fall silent, break off and come back.

import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { allSteps } from '../../cloud-aggregator/src/allSteps.ts';
import { capacityLines } from '../../cloud-aggregator/src/api/capacityLines.ts';
import type { CompanyCard } from '../../cloud-aggregator/src/api/companyCard.ts';
import { rowWritten } from '../../cloud-aggregator/src/api/rowsWritten.ts';
import { dataHealth } from '../../cloud-aggregator/src/board/dataHealth.ts';
import type { LinkAnswer } from '../../cloud-aggregator/web/src/answer/linkAnswer.ts';
import type { BoardSnapshot, MachineRow } from '../../cloud-aggregator/web/src/live/machineRow.ts';
import { madeUpAdministration } from './madeUpAdministration.ts';
import { madeUpCapacity } from './madeUpCapacity.ts';
import { madeUpDirectory } from './madeUpDirectory.ts';
import { madeUpMachines, noted } from './madeUpMachines.ts';
import { madeUpExports, madeUpHours, madeUpKeyFigures } from './madeUpMonths.ts';
import { madeUpMonth, madeUpOwn } from './madeUpOwn.ts';

/** Everything from our own address, nothing inline, nothing from elsewhere. */
const strictPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const prefix = '/consortium/board/';
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

/** What a link from a message is about. */
const madeUpQuestion: LinkAnswer = {
  workshop: madeUpMachines[0]?.workshop.name ?? { ja: '', en: '' },
  week: '2026-11-16',
  answer: 'depends',
  said: ['depends'],
  timeZone: 'Asia/Tokyo',
};
/** What is answered to everybody alike, by the path below `api/`. */
const fixedAnswers: Readonly<Record<string, object>> = {
  ...madeUpDirectory,
  ...madeUpAdministration,
  own: madeUpOwn,
  answer: madeUpQuestion,
};

function answersFor(role: string): Readonly<Record<string, object>> {
  return {
    ...fixedAnswers,
    session: { person: role, roles: [role], open: false, hasGivenPassword: false },
    exports: madeUpExports(role === 'owner' ? 'owner' : 'reviewer'),
  };
}

/** The running stand-in. */
export interface FixtureBoard {
  readonly address: string;
  /** Changes what new readers get, and tells present readers the whole board anew. */
  show(at: number, machines: readonly MachineRow[]): void;
  /** The same with the first machines alone; `more` sends the others. */
  begin(at: number, machines: readonly MachineRow[]): void;
  more(machines: readonly MachineRow[]): void;
  /** Sends one changed line. */
  change(row: MachineRow): void;
  tick(at: number): void;
  /** Breaks every open feed and refuses new ones until `resume`. */
  breakOff(): void;
  resume(): void;
  close(): Promise<void>;
}

/** Serves the built board in `folder` on a free port of the loopback, to somebody of a role who is always signed in. */
export async function serveFixtureBoard(
  folder: string,
  role: 'desk' | 'owner' | 'reviewer' | 'office' | 'administrator' = 'desk',
): Promise<FixtureBoard> {
  const readers = new Set<ServerResponse>();
  let board: BoardSnapshot | null = null;
  let broken = false;
  const answers = answersFor(role);
  const server = createServer((request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://here');
    const name = path.slice(`${prefix}api/`.length);
    if (path === `${prefix}api/live`) openFeed(response);
    else if (name in answers) tell(response, answers[name] ?? {});
    else if (path === `${prefix}api/utilisation`) {
      tell(response, { rows: role === 'owner' ? madeUpMonth : madeUpHours(searchParams) });
    } else if (path.endsWith('/key-figures')) tell(response, madeUpKeyFigures);
    else if (name === 'capacity/lines') tellCapacity(response);
    else if (name === 'data-health') tell(response, healthNow(board?.machines ?? []));
    else if (path.startsWith(`${prefix}api/workshops/`)) tell(response, cardOf(path.split('/').at(-1) ?? ''));
    else void hand(response, folder, path);
  });
  function openFeed(response: ServerResponse): void {
    if (broken) {
      response.writeHead(503).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': hello\n\n');
    readers.add(response);
    response.on('close', () => readers.delete(response));
    if (board !== null) send(response, 'board', board);
  }
  function showBoard(next: BoardSnapshot): void {
    board = next;
    tellAll('board', board);
  }
  function tellAll(type: string, data: unknown): void {
    for (const reader of readers) send(reader, type, data);
  }
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    show: (at, machines) => showBoard({ at, timeZone: 'Asia/Tokyo', machines, isWhole: true }),
    begin: (at, machines) => showBoard({ at, timeZone: 'Asia/Tokyo', machines, isWhole: false }),
    more: (machines) => tellAll('more', { machines, isWhole: true }),
    change: (row) => tellAll('row', row),
    tick: (at) => tellAll('tick', { at }),
    breakOff: () => {
      broken = true;
      for (const reader of readers) reader.destroy();
    },
    resume: () => {
      broken = false;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function tell(response: ServerResponse, answer: object): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer));
}

const grafana = 'https://grafana.example/d/machines';

function healthNow(machines: readonly MachineRow[]): object {
  const byWorkshop = machines.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const workshops = allSteps(dataHealth(byWorkshop, true, () => false));
  return { at: noted, workshops, grafana };
}

function tellCapacity(response: ServerResponse): void {
  const head = { at: noted, timeZone: 'Asia/Tokyo', firstDate: '2026-11-18' };
  const board = { rows: madeUpCapacity, stamp: 'made-up', changedSince: () => null, writtenOf: rowWritten };
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.end(Buffer.concat([...capacityLines(board, head, null)]));
}

function cardOf(id: string): CompanyCard {
  const machines = madeUpMachines.filter(({ workshop }) => workshop.id === id);
  return {
    id,
    name: machines[0]?.workshop.name ?? { ja: id, en: id },
    region: { ja: '大田区', en: 'Ota' },
    contacts: [
      { name: '鈴木', phone: '03-0000-0000', fax: '03-0000-0001', wish: 'phone', hours: '平日 8:30-17:30' },
    ],
    attributes: { materials: ['carbon', 'stainless'] },
    certificates: [{ name: 'ISO 9001', expires: '2028-03-31' }],
    circles: [{ ja: '特急の会', en: 'Rush circle' }],
    machines: machines.map(({ machine, class: kind, processes }) => ({
      id: machine.id,
      name: machine.name,
      class: kind,
      processes: processes.map((code) => ({ code, strength: 'core' as const })),
      attributes: {},
      shares: 'live' as const,
    })),
  };
}

function send(response: ServerResponse, type: string, data: unknown): void {
  response.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
}

async function hand(response: ServerResponse, folder: string, path: string): Promise<void> {
  const inside = path.startsWith(prefix) ? path.slice(prefix.length) || 'index.html' : null;
  try {
    if (inside === null) throw new Error('outside the prefix');
    const file = join(folder, normalize(`/${inside}`));
    const body = await readFile(file);
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': strictPolicy,
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}
