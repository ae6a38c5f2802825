// Pure: what a reader is shown of a machine's capacity, by the level that the owner gave the reader's ring (domain 6.7,
// product page "Sharing"). Promise: never more than the owner sees, and nothing that the level does not include.
import type { Bilingual } from '@nakamawashi/runtime';
import type { Audience, SharingLevel } from '../directory/sharing.ts';
import { arithmeticLine } from './arithmeticLine.ts';
import type { CapacitySettings } from './capacitySettings.ts';
import type { Confidence } from './confidence.ts';
import { hourMs, roundDown } from './freeHours.ts';
import { othersCells, ownCells } from './halfDayCells.ts';
import type { Mark } from './mark.ts';
import type { Stretch } from './nextStretch.ts';
import type { MachineCapacity, WindowName } from './shopCapacity.ts';

/** Who looks: the shop itself, or a ring of others. */
export type Ring = 'own' | Audience;

/** What is shown; null is what the level does not include. */
export interface ShownCapacity {
  readonly machine: string;
  readonly level: SharingLevel | 'own';
  readonly mark: Mark;
  readonly isSelfDeclared: boolean;
  readonly confidence: Confidence | null;
  readonly freeMs: Readonly<Record<WindowName, number>> | null;
  readonly next: Stretch | null;
  /** Free hours of each half-day from today through next Sunday, in milliseconds; null where nothing is planned. */
  readonly cells: readonly (number | null)[] | null;
  /** The sum behind the hours; the shop's own alone, because it tells the usual load. */
  readonly lines: Readonly<Record<WindowName, Bilingual>> | null;
  readonly mayShowLive: boolean;
}

const windowNames: Readonly<Record<WindowName, Bilingual>> = {
  today: { ja: '今日', en: 'Today' },
  week: { ja: '今週', en: 'This week' },
  nextWeek: { ja: '来週', en: 'Next week' },
};

/** One machine's capacity as a ring is shown it. */
export function shownTo(
  ring: Ring,
  capacity: MachineCapacity,
  level: SharingLevel,
  settings: CapacitySettings,
): ShownCapacity {
  const { machine, windows, mark, confidence, next, halfDays } = capacity;
  const each = <T>(of: (name: WindowName) => T): Readonly<Record<WindowName, T>> => ({
    today: of('today'),
    week: of('week'),
    nextWeek: of('nextWeek'),
  });
  if (ring === 'own') {
    const freeMs = each((name) => windows[name].freeMs);
    const lines = each((name) => arithmeticLine({ ...windows[name], window: windowNames[name] }));
    const step = settings.ownStepHours * hourMs;
    const cells = (['week', 'nextWeek'] as const).flatMap((name) =>
      ownCells(halfDays[name], freeMs[name], step),
    );
    return { machine, level: 'own', ...mark, confidence, freeMs, next, cells, lines, mayShowLive: true };
  }
  const nothing = { machine, level, freeMs: null, next: null, cells: null, lines: null, mayShowLive: false };
  if (level === 'none') return { ...nothing, mark: 'none', isSelfDeclared: false, confidence: null };
  if (level === 'mark') return { ...nothing, ...mark, confidence };
  const step = settings.othersStepHours * hourMs;
  const isFull = mark.mark === 'full';
  const freeMs = each((name) => (isFull ? 0 : roundDown(windows[name].freeMs, step)));
  return {
    ...nothing,
    ...mark,
    confidence,
    freeMs,
    cells: (['week', 'nextWeek'] as const).flatMap((name) => othersCells(halfDays[name], freeMs[name])),
    next: isFull || next === null ? null : { ...next, freeMs: roundDown(next.freeMs, step) },
    mayShowLive: level === 'live',
  };
}
