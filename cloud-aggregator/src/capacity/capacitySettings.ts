// Pure: every threshold of spare capacity, with the value it has until a consortium sets another (domain 6.2, 6.5).
import { z } from 'zod';

const share = z.number().min(0).max(1);
const hours = z.number().min(0);

export const capacitySettingsSchema = z.strictObject({
  /** 余裕 kept back from every window: at least these hours, or this share of the plan if that is more. */
  marginHours: hours.default(1),
  marginShare: share.default(0.15),
  /** Weeks that are looked at for the usual load, how much of a week must be on record, and how many must be good. */
  weeks: z.int().min(1).max(52).default(8),
  weekCoverage: share.default(0.6),
  weekWorkingDays: z.int().min(1).max(7).default(3),
  goodWeeks: z.int().min(1).default(3),
  /** The owner's answer to 「普段どのくらい埋まっていますか」 as a share of the plan. */
  usualLoads: z
    .strictObject({
      nearlyFree: share.default(0.2),
      half: share.default(0.5),
      nearlyFull: share.default(0.85),
    })
    .prefault({}),
  /** ◎ and ○ need as many free hours this week. */
  plentyHours: hours.default(8),
  someHours: hours.default(4),
  /** How long an owner's word and a confirmed calendar count as fresh, in days. */
  stanceDays: z.int().min(1).default(7),
  calendarDays: z.int().min(1).default(31),
  /** Confidence A and B: coverage of the last working days. */
  coverageDays: z.int().min(1).default(5),
  highCoverage: share.default(0.9),
  lowCoverage: share.default(0.6),
  /** Steps in which free hours are rounded down: inside the shop, and for everybody else. */
  ownStepHours: z.number().positive().default(0.5),
  othersStepHours: z.number().positive().default(4),
  /** A free stretch is worth naming from this length on. */
  stretchHours: z.number().positive().default(4),
});
export type CapacitySettings = z.infer<typeof capacitySettingsSchema>;

/** What holds where nothing is set. */
export const defaultCapacitySettings: CapacitySettings = capacitySettingsSchema.parse({});
