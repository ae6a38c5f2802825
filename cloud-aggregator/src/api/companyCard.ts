// Pure: the card of a company as a desk is shown it: whom to call, what it can do, what it shares. No rating, no
// ranking (domain 6.1, B3). A machine of which nothing is shared is not on it.
import type { Bilingual } from '@nakamawashi/runtime';
import type { DirectoryMachine } from '../directory/capabilities.ts';
import type { Directory } from '../directory/directory.ts';
import type { Workshop } from '../directory/entryKinds.ts';
import type { Audience, SharingLevel } from '../directory/sharing.ts';

export interface CompanyCard {
  readonly id: string;
  readonly name: Bilingual;
  readonly region: Bilingual | null;
  readonly contacts: Workshop['contacts'];
  readonly attributes: Workshop['attributes'];
  readonly certificates: Workshop['certificates'];
  readonly circles: readonly Bilingual[];
  readonly machines: readonly {
    readonly id: string;
    readonly name: Bilingual;
    readonly class: Bilingual | null;
    readonly processes: DirectoryMachine['processes'];
    readonly attributes: DirectoryMachine['attributes'];
    readonly shares: SharingLevel;
  }[];
}

/** The card for a ring, or null for a workshop that is not written down. */
export function companyCard(directory: Directory, id: string, ring: Audience): CompanyCard | null {
  const workshop = directory.workshops.get(id);
  if (workshop === undefined) return null;
  const { name, contacts, attributes, certificates, machines } = workshop;
  const { region } = workshop;
  return {
    id,
    name,
    region: region === null ? null : (directory.regions.get(region)?.name ?? { ja: region, en: region }),
    contacts,
    attributes,
    certificates,
    circles: [...directory.circles.values()]
      .filter(({ members }) => members.includes(id))
      .map((circle) => circle.name),
    machines: machines
      .filter(({ sharing }) => sharing[ring] !== 'none')
      .map((machine) => ({
        id: machine.id,
        name: machine.name,
        class: machine.class,
        processes: machine.processes,
        attributes: machine.attributes,
        shares: machine.sharing[ring],
      })),
  };
}
