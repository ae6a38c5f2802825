// Pure: which of several aggregators makes the months' files on schedule: exactly one, and only one whose store has
// what all of them have heard.
import type { Shard } from '../directory/shard.ts';
import type { StoreSettings } from '../store/storeSettings.ts';

/** `ours`: makes them. `another`: another one does. `nobody`: no store has the months of all workshops. */
export type MonthDuty = 'ours' | 'another' | 'nobody';

/** A reserve leaves it to the one in charge; of shards it is the first, which speaks for all at the broker too. */
export function monthDuty(own: {
  readonly shard: Shard | undefined;
  readonly isStandBy: boolean;
  readonly store: StoreSettings;
}): MonthDuty {
  const { shard, isStandBy, store } = own;
  if (isStandBy) return 'another';
  if (shard === undefined || shard.count === 1) return 'ours';
  // A file belongs to the aggregator beside it; several write into one database.
  if ('sqlite' in store) return 'nobody';
  return shard.index === 1 ? 'ours' : 'another';
}
