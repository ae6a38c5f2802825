// Worked examples of spare capacity, by hand in `examples.yaml`, and the page that explains them to owners and
// reviewers, docs/capacity-examples.md, which is written from them (`-u` writes it anew).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { defaultCapacitySettings as settings } from '../../cloud-aggregator/src/capacity/capacitySettings.ts';
import { hourMs } from '../../cloud-aggregator/src/capacity/freeHours.ts';
import type { HalfDay } from '../../cloud-aggregator/src/capacity/halfDays.ts';
import { signs } from '../../cloud-aggregator/src/capacity/mark.ts';
import { type ShopFacts, shopCapacity } from '../../cloud-aggregator/src/capacity/shopCapacity.ts';
import { shownTo } from '../../cloud-aggregator/src/capacity/shownTo.ts';
import { type HalfDayRecord, usualLoad } from '../../cloud-aggregator/src/capacity/usualLoad.ts';
import { entrySchemas } from '../../cloud-aggregator/src/directory/entryKinds.ts';
import { datePlus, mondayOf, weekdayOf } from '../../cloud-aggregator/src/directory/localDates.ts';

const number = z.number();
const exampleSchema = z.strictObject({
  what: z.string(),
  now: z.string().default('2026-11-18T08:00'),
  usual: number.default(0),
  weeks: number.default(8),
  coverage: number.default(1),
  device: z.boolean().default(true),
  booked: number.default(0),
  stance: z.enum(['open', 'depends', 'full']).nullable().default('open'),
  calendarConfirmed: z.string().default('2026-11-01'),
  usualLoad: z.enum(['nearlyFree', 'half', 'nearlyFull']).nullable().default(null),
  machines: number.default(1),
  people: number.nullable().default(null),
  closed: z.array(z.string()).default([]),
  expected: z.strictObject({
    plan: number,
    usual: number,
    booked: number,
    reserve: number,
    left: number,
    own: number,
    others: number,
    confidence: z.enum(['A', 'B', 'C']),
    mark: z.enum(['◎', '○', '△', '×', '－']),
  }),
});
type Example = z.infer<typeof exampleSchema>;

const halves = [
  { half: 'morning', from: '08:30', until: '12:00', hours: 3.5 },
  { half: 'afternoon', from: '13:00', until: '17:30', hours: 4.5 },
] as const;
const at = (date: string, time: string): number => Date.parse(`${date}T${time}+09:00`);

function factsOf(example: Example): ShopFacts {
  const [today = ''] = example.now.split('T');
  const monday = mondayOf(today);
  const isOpen = (date: string): boolean => weekdayOf(date) <= 5 && !example.closed.includes(date);
  const halfDays = Array.from({ length: 14 }, (_, day) => datePlus(today, day)).flatMap((date) =>
    halves.map(({ half, from, until }): HalfDay => {
      const planned = isOpen(date) ? [{ from: at(date, from), until: at(date, until) }] : [];
      return { date, weekday: weekdayOf(date), half, planned };
    }),
  );
  const days = Array.from({ length: 7 * example.weeks }, (_, back) => datePlus(monday, -1 - back));
  const records = days
    .filter((date) => weekdayOf(date) <= 5)
    .flatMap((date) =>
      halves.map(({ half, hours }): HalfDayRecord => {
        const plannedMs = hours * hourMs;
        return { date, half, plannedMs, observedMs: plannedMs, busyMs: plannedMs * example.usual };
      }),
    );
  const { device, booked, stance, people } = example;
  const friday = datePlus(monday, 4);
  const booking = { workshop: 'kamata', machine: 'm0', kind: 'hold', hours: booked } as const;
  return {
    workshop: entrySchemas.workshop.parse({
      id: 'kamata',
      name: { ja: '蒲田精密', en: 'Kamata Seimitsu' },
      calendar: 'days',
      usualLoad: example.usualLoad,
      calendarConfirmedAt: at(example.calendarConfirmed, '09:00'),
      staffing: people === null ? null : { people, machinesPerPerson: 1 },
    }),
    machines: Array.from({ length: example.machines }, (_, index) => ({
      machine: `m${index}`,
      hasDevice: device,
      load: usualLoad(device ? records : [], today, example.usualLoad, settings),
      coverage: device ? example.coverage : null,
    })),
    halfDays,
    bookings: booked === 0 ? [] : [{ ...booking, from: at(today, '08:30'), until: at(friday, '17:30') }],
    stance: stance === null ? null : { answer: stance, week: monday, at: at(monday, '09:00') },
    today,
    now: Date.parse(`${example.now}:00+09:00`),
  };
}

const examples = z
  .array(exampleSchema)
  .parse(parse(readFileSync(join(import.meta.dirname, 'examples.yaml'), 'utf8')));
const tenths = (ms: number): number => Math.round((ms / hourMs) * 10) / 10;

function computed(example: Example) {
  const [capacity] = shopCapacity(factsOf(example), settings);
  if (capacity === undefined) throw new Error('a shop without a machine');
  const { sum, freeMs } = capacity.windows.week;
  const line = shownTo('own', capacity, 'live', settings).lines?.week;
  if (line === undefined) throw new Error('an owner without a sum');
  const shown = shownTo('desk', capacity, 'hours', settings);
  return {
    line,
    is: {
      plan: tenths(sum.planMs),
      usual: tenths(sum.usualMs),
      booked: tenths(sum.bookedMs),
      reserve: tenths(sum.marginMs),
      left: tenths(sum.leftMs),
      own: tenths(freeMs),
      others: tenths(shown.freeMs?.week ?? -1),
      confidence: capacity.confidence,
      mark: signs[capacity.mark.mark],
    },
  };
}

it.each(examples.map((example) => [example.what, example] as const))('%s', (_, example) => {
  expect(computed(example).is).toEqual(example.expected);
});

it('stands as a table in the documents', async () => {
  expect(examples).toHaveLength(20);
  const rows = examples.map((example, index) => {
    const { line, is } = computed(example);
    const cells = [index + 1, example.what, is.mark, is.confidence, `${is.own} h`, `${is.others} h`];
    return `| ${cells.join(' | ')} | ${line.ja}<br>${line.en} |`;
  });
  const text = `${head}\n${rows.join('\n')}\n`;
  await expect(text).toMatchFileSnapshot('../../docs/capacity-examples.md');
});

const head = `# Spare capacity: twenty worked examples

Of one machine, in the rest of one week. Written by a test from \`tests/capacity/examples.yaml\`, where the inputs
stand; the rule is [domain.md](domain.md) 6.5, the marks are 6.2. Unless it says otherwise: a shop that works 8 hours
from Monday to Friday, Wednesday at 8 in the morning, a device with eight weeks on record, an owner who said on Monday
that he is open, and a calendar confirmed this month. The owner sees half hours, others steps of four; what is rounded
away is part of the promise that the figure is there at least.

| | situation | mark | confidence | owner sees | others see | the line that stands under the figure |
|---|---|---|---|---|---|---|`;
