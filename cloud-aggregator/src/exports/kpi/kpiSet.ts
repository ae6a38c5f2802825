// Pure: a plan's key figures as data (R41, domain 8.2): indicators with their base and their targets by fiscal year.
// The plan of another ward is another file in config/kpi, not code.
import { z } from 'zod';

const words = z.strictObject({
  ja: z.string().min(1, 'the Japanese text is needed'),
  en: z.string().min(1, 'the English text is needed'),
});
const fiscalYear = z.int('a fiscal year such as 2026 is needed').min(1990).max(2100);

const indicator = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'an id is needed: lower-case letters, digits and hyphens'),
  name: words,
  unit: words,
  /** What there was before the plan began; never added to increments. */
  base: z.number().min(0),
  /** Increments, one for each fiscal year from the first. */
  targets: z.array(z.number().min(0)).min(1, 'a target for each fiscal year is needed'),
  /** Where the actual comes from: counted from the data, or entered. */
  counting: z.enum(['activeShops', 'byHand']),
  meaning: words,
});

/** The checks for a file of `config/kpi`; its id is its name. */
export const kpiSetSchema = z
  .strictObject({
    name: words,
    source: words,
    firstFiscalYear: fiscalYear,
    /** What the plan itself calls a year, where that differs. */
    planLabels: z
      .record(z.string().regex(/^\d{4}$/, 'a fiscal year such as 2026 is needed'), z.string().min(1))
      .default({}),
    indicators: z.array(indicator).min(1, 'at least one indicator is needed'),
  })
  .superRefine(({ indicators }, context) => {
    for (const [index, { id, targets }] of indicators.entries()) {
      const path = ['indicators', index];
      if (indicators.findIndex((each) => each.id === id) !== index)
        context.addIssue({
          code: 'custom',
          path: [...path, 'id'],
          message: 'another indicator has this id already',
        });
      if (targets.length !== indicators[0]?.targets.length)
        context.addIssue({
          code: 'custom',
          path: [...path, 'targets'],
          message: `as many targets as the first indicator has are needed (${indicators[0]?.targets.length})`,
        });
    }
  });
type KpiFile = z.infer<typeof kpiSetSchema>;
export type Indicator = KpiFile['indicators'][number];
export type KpiSet = KpiFile & { readonly id: string };
