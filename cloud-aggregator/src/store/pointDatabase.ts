// What the store asks of an InfluxDB, whatever its version: one awaited write, and reading back by machine and time.
// Clients speak to one server and know nothing of slots, marks or tallies; `pointStore.ts` makes the promises of them.
import type { MachineId, TimestampMs } from '@nakamawashi/machine-model';
import type { Measurement, Point, PointRow } from './points.ts';

/** Points of one measurement with from <= time < until. */
export interface PointQuery {
  readonly measurement: Measurement;
  readonly fields: readonly string[];
  readonly from: TimestampMs;
  readonly until: TimestampMs;
  /** Of this machine, by time; of all machines in any order without it. */
  readonly machine?: MachineId;
  /** The first so many of one machine. */
  readonly limit?: number;
  /** Only where this boolean field is true. */
  readonly onlyWhere?: string;
}

export interface PointDatabase {
  /** Makes what is needed and may be made; throws where the server lacks something that a person must make. */
  prepare(): Promise<void>;
  /**
   * One request; all points are durable when it resolves. Throws PointsRefused when the server answers that it does not
   * take some of them (the others may be durable), anything else when nothing is known.
   */
  write(points: readonly Point[]): Promise<void>;
  read(query: PointQuery): Promise<readonly PointRow[]>;
  /** The time of each machine's newest slot. */
  newestSlots(): Promise<ReadonlyMap<MachineId, TimestampMs>>;
  close(): void;
}

/** The server said of some of the points that it will never take them. */
export class PointsRefused extends Error {
  override readonly name = 'PointsRefused';
}

/** InfluxDB's times are 64-bit nanoseconds: nothing is kept at or after this instant, in the year 2262. */
export const endOfTime: TimestampMs = 9_223_372_036_854;
