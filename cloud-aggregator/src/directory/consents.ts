// Pure: which workshops agreed that office and reviewers see their monthly totals under a code (R02, domain 6.7).
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Directory } from './directory.ts';

/** The ids of the workshops whose consent to monthly totals holds at an instant. */
export function agreedToMonths({ workshops }: Directory, at: TimestampMs): ReadonlySet<string> {
  const agreed = [...workshops.values()].filter(({ consents }) =>
    consents.some((each) => each.what === 'monthly' && each.at <= at && (each.until ?? Infinity) > at),
  );
  return new Set(agreed.map(({ id }) => id));
}
