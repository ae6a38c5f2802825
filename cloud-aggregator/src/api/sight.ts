// What of the members somebody is shown: an owner the rows of his own workshops, a reviewer months under codes.
import type { MachineId, TimestampMs } from '@nakamawashi/machine-model';
import { agreedToMonths } from '../directory/consents.ts';
import { workshopOf } from '../directory/directory.ts';
import type { Sight } from '../people/roles.ts';
import { type Sources, type UtilisationQuery, type UtilisationRow, utilisation } from './utilisation.ts';

/** Whether somebody sees a machine under its name. */
function seesMachine(sight: Sight, machine: MachineId): boolean {
  if (sight === 'all' || sight === 'codes') return sight === 'all';
  return sight.includes(workshopOf(machine));
}

/** What may be asked with this sight, in words, when the query asks for something else; else null. */
export function sightFault(sight: Sight, { by, bucket }: UtilisationQuery): string | null {
  if (sight !== 'codes' || (by === 'workshop' && bucket === 'month')) return null;
  return 'a reviewer sees months of workshops under codes: ask with by=workshop&bucket=month';
}

/** Utilisation of what the sight shows. Under codes only workshops count that agreed to monthly totals. */
export async function utilisationSeen(
  sources: Omit<Sources, 'counts'> & { readonly at: TimestampMs; codeOf(workshop: string): string },
  query: UtilisationQuery,
  sight: Sight,
): Promise<readonly UtilisationRow[]> {
  if (sight !== 'codes')
    return utilisation({ ...sources, counts: (machine) => seesMachine(sight, machine) }, query);
  const agreed = agreedToMonths(sources.directory, sources.at);
  const counts = (machine: MachineId): boolean => agreed.has(workshopOf(machine));
  const rows = await utilisation({ ...sources, counts }, query);
  return rows
    .map((row) => ({ ...row, key: sources.codeOf(row.key) }))
    .sort((a, b) => `${a.key} ${a.bucket}`.localeCompare(`${b.key} ${b.bucket}`, 'en'));
}
