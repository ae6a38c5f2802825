// Every certificate that the authority gave a workshop: serial number, times, state. Lines are added and revoked, never
// removed, so that it can be said for ever who was let in when.
import { X509Certificate } from 'node:crypto';
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { DirectoryDatabase, Row } from '../directory/directoryDatabase.ts';
import type { Revoked } from './authority.ts';

/** One certificate of a workshop. */
export interface CertificateLine {
  /** As programs print it: upper-case hexadecimal digits. */
  readonly serial: string;
  readonly workshop: string;
  /** The fingerprint of its public key. */
  readonly key: string;
  readonly from: TimestampMs;
  readonly until: TimestampMs;
  readonly revokedAt: TimestampMs | null;
  readonly pem: string;
}

export interface CertificateBook {
  /** Writes a new certificate down; on disk when it returns. */
  add(workshop: string, key: string, pem: string): CertificateLine;
  /** The newest certificate of a key, or null. */
  newestOf(key: string): CertificateLine | null;
  /** Revokes the certificates of a workshop, or the one of a serial number, that still hold; gives those it was. */
  revoke(workshopOrSerial: string, at: TimestampMs): readonly CertificateLine[];
  /** Whether this serial number was revoked; quick enough to be asked for every connection every second. */
  isRevoked(serial: string): boolean;
  /** Looks whether another process revoked one; about once a second. */
  look(): void;
  /** How many hold at that instant. */
  countValid(at: TimestampMs): number;
  /** All that were revoked and have not run out at that instant. */
  revoked(at: TimestampMs): readonly Revoked[];
  /** What each workshop has at that instant. */
  standing(at: TimestampMs): ReadonlyMap<string, Standing>;
  /** All of a workshop, or all; newest first. */
  list(workshop: string | null): readonly CertificateLine[];
}

/** What the certificates of a workshop come to. */
export interface Standing {
  /** How many keys have one that holds: one box, unless a lost one was not revoked. */
  readonly keys: number;
  /** When the last of them ends; null when none holds. */
  readonly until: TimestampMs | null;
  /** When the newest end of all came or comes, revoked or not. */
  readonly lastUntil: TimestampMs;
  /** When one was revoked last, or null. */
  readonly revokedAt: TimestampMs | null;
}

const columns = 'serial, workshop, key, valid_from, valid_until, revoked_at, pem';

export function openCertificateBook(database: DirectoryDatabase): CertificateBook {
  const insert = database.prepare(`INSERT INTO certificate (${columns}) VALUES (?, ?, ?, ?, ?, NULL, ?)`);
  const byKey = database.prepare(
    `SELECT ${columns} FROM certificate WHERE key = ? ORDER BY rowid DESC LIMIT 1`,
  );
  const holding = database.prepare(
    `SELECT ${columns} FROM certificate
       WHERE (workshop = ? OR serial = ?) AND revoked_at IS NULL AND valid_until > ?`,
  );
  const setRevoked = database.prepare('UPDATE certificate SET revoked_at = ? WHERE serial = ?');
  const allRevoked = database.prepare(
    'SELECT serial, revoked_at FROM certificate WHERE revoked_at IS NOT NULL AND valid_until > ? ORDER BY serial',
  );
  const count = database.prepare(
    'SELECT count(*) AS count FROM certificate WHERE revoked_at IS NULL AND valid_from <= ? AND valid_until > ?',
  );
  const all = database.prepare(`SELECT ${columns} FROM certificate ORDER BY rowid DESC`);
  let seen = database.version();
  const serialsNow = (): ReadonlySet<string> =>
    new Set(allRevoked.all(0).map((row) => String(row['serial'])));
  let serials = serialsNow();
  return {
    add: (workshop, key, pem) => {
      const line = lineOfPem(workshop, key, pem);
      const { serial, from, until } = line;
      database.durably(() => insert.run(serial, workshop, key, from, until, pem));
      return line;
    },
    newestOf: (key) => byKey.all(key).map(lineOf)[0] ?? null,
    revoke: (workshopOrSerial, at) => {
      const serial = workshopOrSerial.toUpperCase().replaceAll(':', '');
      const lines = database.durably(() => {
        const found = holding.all(workshopOrSerial, serial, at).map(lineOf);
        for (const each of found) setRevoked.run(at, each.serial);
        return found;
      });
      serials = serialsNow();
      return lines.map((line) => ({ ...line, revokedAt: at }));
    },
    isRevoked: (serial) => serials.has(serial),
    look: () => {
      const version = database.version();
      if (version === seen) return;
      seen = version;
      serials = serialsNow();
    },
    countValid: (at) => Number(count.all(at, at)[0]?.['count']),
    revoked: (at) =>
      allRevoked.all(at).map((row) => ({ serial: String(row['serial']), at: Number(row['revoked_at']) })),
    standing: openStandings(database),
    list: (workshop) =>
      all
        .all()
        .map(lineOf)
        .filter((line) => workshop === null || line.workshop === workshop),
  };
}

function lineOfPem(workshop: string, key: string, pem: string): CertificateLine {
  const { serialNumber, validFrom, validTo } = new X509Certificate(pem);
  const times = { from: Date.parse(validFrom), until: Date.parse(validTo) };
  return { serial: serialNumber, workshop, key, ...times, revokedAt: null, pem };
}

function openStandings(database: DirectoryDatabase): CertificateBook['standing'] {
  const standing = database.prepare(
    `SELECT workshop, max(revoked_at) AS revoked, max(valid_until) AS last,
       count(DISTINCT CASE WHEN revoked_at IS NULL AND valid_until > ?1 THEN key END) AS keys,
       max(CASE WHEN revoked_at IS NULL AND valid_until > ?1 THEN valid_until END) AS until
       FROM certificate GROUP BY workshop`,
  );
  return (at) => new Map(standing.all(at).map((row) => [String(row['workshop']), standingOf(row)]));
}

function standingOf(row: Row): Standing {
  return {
    keys: Number(row['keys']),
    until: timeOf(row['until']),
    lastUntil: Number(row['last']),
    revokedAt: timeOf(row['revoked']),
  };
}

function timeOf(value: Row[string] | undefined): TimestampMs | null {
  return value === null || value === undefined ? null : Number(value);
}

function lineOf(row: Row): CertificateLine {
  return {
    serial: String(row['serial']),
    workshop: String(row['workshop']),
    key: String(row['key']),
    from: Number(row['valid_from']),
    until: Number(row['valid_until']),
    revokedAt: timeOf(row['revoked_at']),
    pem: String(row['pem']),
  };
}
