// What is really in the store after a run, asked past the aggregator's own counts: of an SQLite file by SQL, of any
// other store by the hours that a reader of the board's figures gets.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { slotLengthMs, slotTimes } from './loadPlan.ts';

export interface Stored {
  /** Time on record in whole slots, so that a slot counted twice would show. */
  readonly slots: number;
  /** Whether the hours of production are exactly those that were sent. */
  readonly isExact: boolean;
}

export async function storedSlots(
  where: { readonly folder: string; readonly board: string; readonly influxUrl?: string | null },
  sent: { readonly machines: number; readonly slotsOfMachine: number },
): Promise<Stored> {
  const file = ['data/store.sqlite', 'bare.sqlite'].map((name) => join(where.folder, name)).find(existsSync);
  const found = where.influxUrl
    ? await byInfluxQl(where.influxUrl)
    : file === undefined
      ? await byReader(where.board, sent.slotsOfMachine)
      : bySql(file);
  let production = 0;
  for (let index = 0; index < sent.slotsOfMachine; index++) production += slotTimes(index).production;
  return { slots: found.totalMs / slotLengthMs, isExact: found.productionMs === production * sent.machines };
}

interface Found {
  readonly totalMs: number;
  readonly productionMs: number;
}

function bySql(file: string): Found {
  const database = new DatabaseSync(file, { readOnly: true });
  const column = file.endsWith('bare.sqlite') ? '"Slot/Production ms"' : 'production_ms';
  const row = database
    .prepare(`SELECT sum(length_ms) AS total, sum(${column}) AS production FROM slot`)
    .get();
  database.close();
  return { totalMs: Number(row?.['total'] ?? 0), productionMs: Number(row?.['production'] ?? 0) };
}

/** Of the aggregator's database, or of the bare writer's. */
async function byInfluxQl(url: string): Promise<Found> {
  for (const database of ['bench', 'bare']) {
    const query = 'SELECT sum("length_ms"), sum("production_ms") FROM "slot"';
    const answer = await fetch(`${url}/query?db=${database}&q=${encodeURIComponent(query)}`);
    const { results } = (await answer.json()) as { results: { series?: { values: number[][] }[] }[] };
    const row = results[0]?.series?.[0]?.values[0];
    if (row !== undefined) return { totalMs: row[1] ?? 0, productionMs: row[2] ?? 0 };
  }
  return { totalMs: 0, productionMs: 0 };
}

async function byReader(board: string, slotsOfMachine: number): Promise<Found> {
  const date = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const dayMs = 86_400_000;
  const from = date(Date.now() - slotsOfMachine * slotLengthMs - dayMs);
  const answer = await fetch(
    `${board}/api/utilisation?from=${from}&until=${date(Date.now() + 2 * dayMs)}&by=workshop`,
  );
  const { rows } = (await answer.json()) as { rows: { inPlan: { production: number; idle: number } }[] };
  let [totalMs, productionMs] = [0, 0];
  for (const { inPlan } of rows) {
    productionMs += inPlan.production;
    totalMs += inPlan.production + inPlan.idle;
  }
  return { totalMs, productionMs };
}
