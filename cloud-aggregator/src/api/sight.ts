// What of the members' hours somebody is shown: an owner his own, a reviewer months under codes, everybody else what
// owners share with the desk, and no sum that gives a single shop away (domain 6.7).
import type { MachineId, TimestampMs } from '@nakamawashi/machine-model';
import { agreedToMonths } from '../directory/consents.ts';
import { lookUp, workshopOf } from '../directory/directory.ts';
import { datePlus } from '../directory/localDates.ts';
import { isPaused } from '../directory/sharing.ts';
import type { Sight } from '../people/roles.ts';
import { type Sources, type UtilisationQuery, type UtilisationRow, utilisation } from './utilisation.ts';

/** Whether somebody sees a machine under its name. */
function seesMachine(sight: Sight, machine: MachineId): boolean {
  if (sight === 'all' || sight === 'codes') return sight === 'all';
  return sight.includes(workshopOf(machine));
}

/** What may be asked with this sight, in words, when the query asks for something else; else null. */
export function sightFault(
  { sight, isOpen }: Asker,
  { by, bucket, from, until }: UtilisationQuery,
  today: string,
): string | null {
  if (sight === 'codes' && (by === 'machine' || (bucket !== 'month' && bucket !== 'whole'))) {
    return 'a reviewer sees months of workshops under codes: ask with by=workshop&bucket=month, or for sums of them';
  }
  const isOfWholeMonths = from.endsWith('-01') && (until.endsWith('-01') || until === datePlus(today, 1));
  if (sight === 'codes' && !isOfWholeMonths)
    return 'a reviewer sees whole months: ask from the first of a month until the first of another, or tomorrow';
  if (sight !== 'all' || isOpen || bucket !== 'hour') return null;
  return 'the hours of the clock are the shop’s own: ask with bucket=day or bucket=month';
}

/** Who asks for hours; `isOpen` where the configuration asks nobody to sign in. */
export interface Asker {
  readonly sight: Sight;
  readonly isOpen: boolean;
}

type SeenFrom = Omit<Sources, 'counts' | 'withholdsSmallSums'> & {
  readonly at: TimestampMs;
  codeOf(workshop: string): string;
  /** Whether the box of a machine sends its live state: the most that an owner gives. */
  sendsLive(machine: MachineId): boolean;
};

/** Utilisation of what the sight shows. Under codes only workshops count that agreed to monthly totals. */
export async function utilisationSeen(
  sources: SeenFrom,
  query: UtilisationQuery,
  { sight, isOpen }: Asker,
): Promise<readonly UtilisationRow[]> {
  const agreed = agreedToMonths(sources.directory, sources.at);
  const hasAgreed = (machine: MachineId): boolean => agreed.has(workshopOf(machine));
  if (sight === 'codes') {
    // Who has the months of each shop under its code is told nothing more by the sum of them all.
    const withholdsSmallSums = query.by === 'process';
    const rows = await utilisation({ ...sources, counts: hasAgreed, withholdsSmallSums }, query);
    if (query.by !== 'workshop') return rows;
    return rows
      .map((row) => ({ ...row, key: sources.codeOf(row.key) }))
      .sort((a, b) => `${a.key} ${a.bucket}`.localeCompare(`${b.key} ${b.bucket}`, 'en'));
  }
  const isShown = (machine: MachineId): boolean => {
    if (sight !== 'all' || isOpen) return seesMachine(sight, machine);
    return sharesHours(sources, machine);
  };
  const withholdsSmallSums = sight === 'all' && !isOpen;
  return utilisation({ ...sources, counts: isShown, withholdsSmallSums }, query);
}

/** Whether the owner lets the desk see hours now; what only the box knows has the box's own word alone. */
function sharesHours(
  { directory, at, sendsLive }: Pick<SeenFrom, 'directory' | 'at' | 'sendsLive'>,
  id: MachineId,
): boolean {
  const { workshop, machine } = lookUp(directory, id);
  if (workshop === undefined || machine === undefined) return sendsLive(id);
  const level = machine.sharing.desk;
  return !isPaused(workshop, at) && (level === 'hours' || level === 'live');
}
