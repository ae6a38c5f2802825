// Pure: who may be shown what of a machine (product page, "Sharing"; domain 6.7). The box's own setting is the ceiling;
// what is set here may lower it and never raises it.
import { z } from 'zod';

/** Who may be shown a machine, from the nearest to the widest. */
export const audiences = ['desk', 'circle', 'consortium'] as const;
export type Audience = (typeof audiences)[number];
/** The levels from nothing to everything; each includes what the ones before it show. */
export const sharingLevels = ['none', 'mark', 'hours', 'live'] as const;
export type SharingLevel = (typeof sharingLevels)[number];

/** The check for a level. */
export const levelSchema = z.enum(sharingLevels, { error: `one of ${sharingLevels.join(', ')} is needed` });
/** The check for an audience. */
export const audienceSchema = z.enum(audiences, { error: `one of ${audiences.join(', ')} is needed` });
/** The version of the text that an owner agrees to on his page before a level is raised. */
export const sharingConsentVersion = '2026-11';
/** The check for the levels of a machine; the defaults are the product page's. */
export const sharing = z.strictObject({
  desk: levelSchema.default('mark'),
  circle: levelSchema.default('mark'),
  consortium: levelSchema.default('none'),
});
/** The level for each audience. */
export type Sharing = z.infer<typeof sharing>;

/** The level that holds for a ring: the office's setting, but never above what the box sends. */
export function levelFor(ring: Audience, set: Sharing, sent: SharingLevel): SharingLevel {
  const rank = Math.min(sharingLevels.indexOf(set[ring]), sharingLevels.indexOf(sent));
  return sharingLevels[rank] ?? 'none';
}

/** Whether an owner withholds his shop for a while; it ends by itself (domain 6.8). */
export function isPaused({ pausedUntil }: { readonly pausedUntil: number | null }, at: number): boolean {
  return pausedUntil !== null && pausedUntil > at;
}
