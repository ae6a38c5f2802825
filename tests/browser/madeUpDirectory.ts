// A directory of a few members and a calendar with its year, for the pictures of the office's pages.
import { type ShiftCalendar, shiftCalendarSchema } from '@nakamawashi/machine-model';
import type { WorkshopCalendar } from '../../cloud-aggregator/src/api/calendarRoutes.ts';
import { withTemplate } from '../../cloud-aggregator/src/directory/calendarTemplates.ts';
import { monthDays } from '../../cloud-aggregator/src/directory/calendarYear.ts';
import { entrySchemas, type Workshop } from '../../cloud-aggregator/src/directory/entryKinds.ts';
import { nationalHoliday } from '../../cloud-aggregator/src/directory/nationalHolidays.ts';
import { madeUpMachines, noted } from './madeUpMachines.ts';

const contacts = [
  [
    {
      name: '鈴木 一郎',
      phone: '03-0000-0000',
      fax: '03-0000-0001',
      wish: 'phone',
      hours: '平日 8:30〜17:30',
    },
  ],
  [{ name: '高橋', phone: '03-0000-0010', wish: 'fax' }],
  [],
];
const ids = [...new Set(madeUpMachines.map(({ workshop }) => workshop.id))];

const members: readonly Workshop[] = ids.map((id, index) => {
  const own = madeUpMachines.filter(({ workshop }) => workshop.id === id);
  return entrySchemas.workshop.parse({
    id,
    name: own[0]?.workshop.name,
    calendar: index === 1 ? 'two-shifts' : 'eight-to-five',
    region: 'ota',
    attributes: { materials: ['carbon', 'stainless'], drawingFormats: ['paper', 'PDF'] },
    certificates: [{ name: 'ISO 9001', expires: '2028-03-31' }],
    contacts: contacts[index % contacts.length],
    staffing: { people: 3 },
    usualLoad: 'half',
    calendarConfirmedAt: index === 2 ? null : noted - index * 86_400_000,
    machines: own.map(({ machine, class: kind, processes }) => ({
      id: machine.id,
      name: machine.name,
      class: kind,
      processes: [...processes],
      attributes: { maxDiameterMm: 200, bestToleranceMm: 0.01, unattended: true },
    })),
  });
});

const shift = { from: '08:00', until: '17:00', breaks: [{ from: '12:00', until: '13:00' }] };
const saturday = { from: '08:00', until: '12:00', onlyWeeks: [1, 3] };
const weekdays = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [shift]]));
const calendar: ShiftCalendar = (['goldenWeek', 'obon', 'yearEnd'] as const).reduce(
  (made, template) => withTemplate(made, template, 2026, nationalHoliday),
  shiftCalendarSchema.parse({
    timeZone: 'Asia/Tokyo',
    patterns: [
      { from: '2020-01-01', week: { ...weekdays, sat: [saturday] } },
      { from: '2026-10-01', week: weekdays },
    ],
    exceptions: [
      {
        from: '2026-11-28',
        through: '2026-11-28',
        shifts: [saturday],
        note: { ja: '土曜出勤', en: 'Saturday work' },
      },
    ],
  }),
);
const year: WorkshopCalendar = {
  workshop: { id: members[0]?.id ?? '', name: members[0]?.name ?? { ja: '', en: '' } },
  id: 'eight-to-five',
  version: 3,
  others: 1,
  confirmedAt: noted - 86_400_000,
  year: 2026,
  holidays: 'announced',
  calendar,
  days: Array.from({ length: 12 }, (_, month) => `2026-${String(month + 1).padStart(2, '0')}`).flatMap(
    (month) => monthDays(calendar, month, nationalHoliday),
  ),
};

const rush = { id: 'rush', name: { ja: '特急の会', en: 'Rush circle' }, members: ids.slice(0, 2) };

/** What the aggregator says, by the path below `api/`. */
export const madeUpDirectory: Readonly<Record<string, object>> = {
  directory: {
    timeZone: 'Asia/Tokyo',
    workshops: members,
    regions: [{ id: 'ota', name: { ja: '大田区', en: 'Ota' } }],
    circles: [rush],
    calendars: [{ id: 'eight-to-five' }, { id: 'two-shifts' }],
  },
  'directory/circle/rush': { kind: 'circle', id: 'rush', version: 2, entry: rush },
  ...Object.fromEntries(
    members.flatMap((entry) => [
      [`directory/workshop/${entry.id}`, { kind: 'workshop', id: entry.id, version: 4, entry }],
      [`workshops/${entry.id}/calendar`, year],
    ]),
  ),
};
