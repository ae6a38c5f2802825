// Writes slots so that one point that the server will never take does not hold up the others: a refused group is
// halved until the bad points stand alone (wire.md, step 1: nothing may get stuck behind a slot).
import type { PointDatabase } from './pointDatabase.ts';
import { PointsRefused } from './pointDatabase.ts';
import type { Point } from './points.ts';

/** A point and what the server said of it. */
export interface RefusedPoint {
  readonly point: Point;
  readonly reason: string;
}

/** One request of this many points is about 1 MB. */
export const requestPoints = 5_000;

/**
 * Writes all points and gives those that were refused. Throws when the server is away, and also when it takes nothing
 * of several machines: then the fault is not the points'.
 */
export async function writePoints(
  database: PointDatabase,
  points: readonly Point[],
): Promise<readonly RefusedPoint[]> {
  const refused: RefusedPoint[] = [];
  for (let first = 0; first < points.length; first += requestPoints) {
    refused.push(...(await writeGroup(database, points.slice(first, first + requestPoints))));
  }
  const machines = new Set(refused.map(({ point }) => point.machine));
  if (refused.length === points.length && machines.size > 1) {
    throw new Error(`the store takes no slot of any machine: ${refused[0]?.reason}`);
  }
  return refused;
}

async function writeGroup(
  database: PointDatabase,
  points: readonly Point[],
): Promise<readonly RefusedPoint[]> {
  try {
    await database.write(points);
    return [];
  } catch (error) {
    if (!(error instanceof PointsRefused)) throw error;
    const [point] = points;
    if (point === undefined) return [];
    if (points.length === 1) return [{ point, reason: error.message }];
    const middle = Math.ceil(points.length / 2);
    const before = await writeGroup(database, points.slice(0, middle));
    return [...before, ...(await writeGroup(database, points.slice(middle)))];
  }
}
