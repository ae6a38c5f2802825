// Pure: the settings of the months' files (domain 8; standards D.6).
import { z } from 'zod';

const businessDay = z.int().min(1).max(20);

/** The section `exports` of the configuration. */
export const exportSettingsSchema = z
  .strictObject({
    /** The folder of the plans' key figures, one file for each plan. */
    kpi: z.string().min(1, 'a path is needed').optional(),
    /** On which business day of the next month a month's file is made. */
    issueOnBusinessDay: businessDay.default(3),
    /** After which business day of the next month a new version needs a stated reason. */
    freezeOnBusinessDay: businessDay.default(10),
  })
  .superRefine(({ issueOnBusinessDay, freezeOnBusinessDay }, context) => {
    if (freezeOnBusinessDay > issueOnBusinessDay) return;
    const message = 'a later business day than that of issueOnBusinessDay is needed';
    context.addIssue({ code: 'custom', path: ['freezeOnBusinessDay'], message });
  });
