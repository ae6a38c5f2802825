// Pure: what the owner lets out of the building: a level per machine and audience, and no machine without consent.
// Promise: default deny; what leaves is the highest level any audience has, and nothing of it before consent
// (product page, "Sharing", R01–R06).
import type { SharingLevel } from '@nakamawashi/sparkplug';

/** Who may be shown a machine, from the nearest to the widest. */
export const audiences = ['desk', 'circle', 'consortium'] as const;
/** One of the audiences. */
type Audience = (typeof audiences)[number];

/** The levels from nothing to everything; each includes what the ones before it show. */
export const sharingLevels = ['none', 'mark', 'hours', 'live'] as const satisfies readonly SharingLevel[];

/** A level for each audience. */
export type Sharing = Readonly<Record<Audience, SharingLevel>>;

/** Who agreed to which text, and when: without it no machine is sent at all. */
export interface Consent {
  readonly text: string;
  readonly person: string;
  /** Local date, `2026-11-01`. */
  readonly date: string;
}

/** The level at which a machine leaves the building; `none` without consent. */
export function levelSent(sharing: Sharing, consent: Consent | null): SharingLevel {
  if (consent === null) return 'none';
  const rank = Math.max(...audiences.map((audience) => sharingLevels.indexOf(sharing[audience])));
  return sharingLevels[rank] ?? 'none';
}
