// Pure: the mark of a capacity, ◎ ○ △ × － (domain 6.2). Promise: the owner's word wins downwards always; ◎ and ○ need
// an owner who is open, a fresh word and confidence A or B.
import type { TimestampMs } from '@nakamawashi/machine-model';
import type { Stance } from '../directory/entryKinds.ts';
import type { CapacitySettings } from './capacitySettings.ts';
import { type Confidence, isFresh } from './confidence.ts';
import { hourMs } from './freeHours.ts';

/** 余裕あり, 空きあり, 要相談, いっぱい, 非公開／情報なし. */
export type Mark = 'plenty' | 'some' | 'ask' | 'full' | 'none';

/** The signs as they are printed; they survive FAX, print and colour blindness. */
export const signs: Readonly<Record<Mark, string>> = {
  plenty: '◎',
  some: '○',
  ask: '△',
  full: '×',
  none: '－',
};

/** What a mark is made of; `freeMs` is null without a device. */
export interface MarkGrounds {
  readonly freeMs: number | null;
  readonly confidence: Confidence;
  /** The owner's word for this week; null: not said. */
  readonly stance: Stance | null;
}

/** A mark, and whether it rests on the owner's word alone (「自己申告」). */
export interface MarkGiven {
  readonly mark: Mark;
  readonly isSelfDeclared: boolean;
}

/** The mark for this week. */
export function markOf(grounds: MarkGrounds, now: TimestampMs, settings: CapacitySettings): MarkGiven {
  const { freeMs, confidence, stance } = grounds;
  if (stance?.answer === 'full') return { mark: 'full', isSelfDeclared: freeMs === null || freeMs > 0 };
  if (freeMs === null) {
    return stance === null ? { mark: 'none', isSelfDeclared: false } : { mark: 'ask', isSelfDeclared: true };
  }
  if (freeMs <= 0) {
    const saysOpen = stance?.answer === 'open';
    return { mark: saysOpen ? 'ask' : 'full', isSelfDeclared: saysOpen };
  }
  const isSure =
    stance?.answer === 'open' && isFresh(stance.at, settings.stanceDays, now) && confidence !== 'C';
  const mark =
    !isSure || freeMs < settings.someHours * hourMs
      ? 'ask'
      : freeMs < settings.plentyHours * hourMs
        ? 'some'
        : 'plenty';
  return { mark, isSelfDeclared: false };
}
