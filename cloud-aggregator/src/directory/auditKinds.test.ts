// Each deed is of exactly one kind, whatever it is called; and the records find by kind what the rule says.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { auditKinds, isOfKind, kindRule } from './auditKinds.ts';
import { openAuditLog } from './auditLog.ts';
import { type DirectoryDatabase, openDirectoryDatabase } from './directoryDatabase.ts';

let folder: string;
let database: DirectoryDatabase;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  database = openDirectoryDatabase(join(folder, 'directory.sqlite'));
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const deed = fc.oneof(
  fc.constantFrom('sign-in.accepted', 'user.added', 'calendar.confirmed', 'calendar.changed', 'export'),
  fc.constantFrom(
    'workshop.looked-at',
    'workshop.changed',
    'certificate.revoked',
    'sign-in',
    '',
    '.',
    'sign',
  ),
  fc.tuple(fc.string(), fc.string()).map(([first, second]) => `${first}.${second}`),
);
const everything = { from: 0, until: 10, limit: 100 };

it('each deed is of one kind', () => {
  fc.assert(
    fc.property(deed, (each) => {
      expect(auditKinds.filter((kind) => isOfKind(kindRule(kind), each))).toHaveLength(1);
    }),
  );
  expect(isOfKind(kindRule('owners'), 'calendar.confirmed')).toBe(true);
  expect(isOfKind(kindRule('members'), 'calendar.changed')).toBe(true);
  expect(isOfKind(kindRule('other'), 'never.heard-of')).toBe(true);
});

it('pages hold every line once, newest first, and by kind, person and day what is asked for', () => {
  const line = fc.record({
    at: fc.nat({ max: 9 }),
    person: fc.constantFrom('', 'taro', 'hanako'),
    deed,
    subject: fc.constantFrom('', 'taro', 'kamata'),
  });
  const asked = fc.record({
    kind: fc.constantFrom(...auditKinds, undefined),
    person: fc.constantFrom('taro', 'kamata', undefined),
    from: fc.constantFrom(0, 4),
    until: fc.constantFrom(7, 10),
    limit: fc.integer({ min: 1, max: 5 }),
  });
  const log = openAuditLog(database);
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), asked, (lines, { kind, person, ...span }) => {
      database.prepare('DELETE FROM audit').run();
      for (const each of lines) log.note({ ...each, detail: '' });
      const { limit, from, until } = span;
      const isWhole = from === 0 && until === 10;
      const query = {
        limit,
        ...(isWhole ? {} : { span: { from, until } }),
        ...(kind && { kind }),
        ...(person && { person }),
      };
      const found = [];
      let before: number | null = Number.MAX_SAFE_INTEGER;
      while (before !== null) {
        const page = log.page({ ...query, before });
        expect(page.lines.length).toBeLessThanOrEqual(span.limit);
        found.push(...page.lines);
        before = page.next;
      }
      const wanted = log
        .lines(everything)
        .filter(
          (each) =>
            each.at >= span.from &&
            each.at < span.until &&
            (kind === undefined || isOfKind(kindRule(kind), each.deed)) &&
            (person === undefined || each.person === person || each.subject === person),
        );
      expect(found).toEqual(wanted);
    }),
    { numRuns: 200 },
  );
});

it('a rare line is found by looking on, page by page', () => {
  const log = openAuditLog(database);
  database.durably(() => {
    log.note({ at: 1, person: 'taro', deed: 'token.added', subject: 'rare', detail: '' });
    for (let each = 0; each < 60_000; each++)
      log.note({ at: 2, person: 'desk', deed: 'workshop.looked-at', subject: 'kamata', detail: '' });
  });
  const query = { limit: 100, kind: 'accounts' as const };
  const first = log.page({ ...query, before: Number.MAX_SAFE_INTEGER });
  expect([first.lines.length, first.next === null]).toEqual([0, false]);
  const second = log.page({ ...query, before: first.next ?? 0 });
  expect([second.lines.map(({ subject }) => subject), second.next]).toEqual([['rare'], null]);
});
