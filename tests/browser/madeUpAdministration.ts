// Pure: what an aggregator would answer an administrator about people, tokens, boxes and deeds; every kind of each.
import type { BoxRow } from '../../cloud-aggregator/src/api/boxRow.ts';
import type { AuditLine } from '../../cloud-aggregator/src/directory/auditLog.ts';
import type { KnownPerson } from '../../cloud-aggregator/src/people/administration.ts';
import type { TokenLine } from '../../cloud-aggregator/src/people/tokenBook.ts';
import { noted } from './madeUpMachines.ts';

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;
const workshops = [
  { id: 'kamata-seimitsu', name: { ja: '蒲田精密', en: 'Kamata Seimitsu' } },
  { id: 'haneda-press', name: { ja: '羽田プレス工業', en: 'Haneda Press' } },
  { id: 'shimomaruko-kenma', name: { ja: '下丸子研磨', en: 'Shimomaruko Grinding' } },
];

const person = (id: string, roles: KnownPerson['roles'], parts: Partial<KnownPerson> = {}): KnownPerson => ({
  id,
  roles,
  workshops: [],
  made: noted - 200 * dayMs,
  lockedAt: null,
  hasGivenPassword: false,
  sessions: 0,
  lastUse: null,
  ...parts,
});
const people: readonly KnownPerson[] = [
  person('administrator', ['administrator'], { sessions: 1, lastUse: noted - minuteMs }),
  person('aoki', ['desk'], { sessions: 2, lastUse: noted - 3 * minuteMs }),
  person('hayashi', ['office', 'desk'], { sessions: 1, lastUse: noted - 41 * minuteMs }),
  person('ikeda', ['reviewer']),
  person('kamata', ['owner'], {
    workshops: ['kamata-seimitsu'],
    sessions: 1,
    lastUse: noted - 200 * minuteMs,
  }),
  person('mori', ['owner'], { workshops: ['haneda-press', 'shimomaruko-kenma'] }),
  person('ota-2025', ['desk'], { lockedAt: noted - 30 * dayMs }),
];
const tokens: readonly TokenLine[] = [
  { name: 'prometheus', scopes: ['metrics'], made: noted - 90 * dayMs, expires: noted + 275 * dayMs },
  { name: 'wall-screen', scopes: ['read:board'], made: noted - 400 * dayMs, expires: noted - 35 * dayMs },
];

const box = (place: number, parts: Partial<BoxRow>): BoxRow => ({
  workshop: workshops[place] ?? { id: 'unknown-box', name: null },
  connectedSince: null,
  lastContact: null,
  version: null,
  clockTrusted: null,
  clockOffsetMs: null,
  waitingSlots: null,
  certificate: null,
  hasPassword: false,
  codeUntil: null,
  ...parts,
});
const holding = (days: number, keys = 1) => ({
  keys,
  until: noted + days * dayMs,
  lastUntil: noted + days * dayMs,
  revokedAt: null,
});
const boxes: readonly BoxRow[] = [
  box(1, { codeUntil: noted + 2 * dayMs }),
  box(0, {
    connectedSince: noted - 5 * dayMs,
    lastContact: noted - 4_000,
    version: '0.1.0',
    clockTrusted: true,
    clockOffsetMs: 12,
    waitingSlots: 0,
    certificate: holding(311),
  }),
  box(2, {
    lastContact: noted - 90 * minuteMs,
    version: '0.1.0',
    clockTrusted: false,
    clockOffsetMs: 4_200,
    waitingSlots: 18,
    certificate: holding(20, 2),
  }),
  box(3, { lastContact: noted - 3 * dayMs, hasPassword: true }),
];

const line = (minutes: number, words: readonly [string, string, string, string]): AuditLine => {
  const [by, deed, subject, detail] = words;
  return { at: noted - minutes * minuteMs, person: by, deed, subject, detail };
};
const lines: readonly AuditLine[] = [
  line(1, ['administrator', 'sign-in.accepted', 'administrator', 'from 192.0.2.10']),
  line(9, ['hayashi', 'enrolment.code', 'haneda-press', 'good until 2026-11-20T01:33:20.000Z']),
  line(41, ['hayashi', 'sign-in.accepted', 'hayashi', 'from 192.0.2.11']),
  line(55, ['', 'sign-in.refused', 'ikeda', 'a wrong password, from 198.51.100.7']),
  line(200, ['kamata', 'stance.said', 'kamata-seimitsu', 'open for the week of 2026-11-16']),
  line(205, ['aoki', 'workshop.looked-at', 'kamata-seimitsu', '']),
  line(1_500, ['administrator', 'user.changed', 'hayashi', 'desk → office desk']),
  line(1_510, ['administrator', 'user.locked', 'ota-2025', 'signed out everywhere']),
  line(2_900, ['console', 'month.issued', '2026-10', 'version 1']),
];

/** By the path below `api/`. */
export const madeUpAdministration: Readonly<Record<string, object>> = {
  people: { at: noted, timeZone: 'Asia/Tokyo', you: 'administrator', people, workshops },
  tokens: { at: noted, timeZone: 'Asia/Tokyo', tokens },
  boxes: { at: noted, timeZone: 'Asia/Tokyo', enrols: true, cutsOff: true, boxes },
  'boxes/haneda-press/code': { code: 'K7MQ3-X9TBF', until: noted + 2 * dayMs },
  audit: { timeZone: 'Asia/Tokyo', lines, next: null },
};
