// Pure: the one line of arithmetic that stands under every capacity figure, in both languages (domain 6.5, R43).
// Only the larger of booked and usual is subtracted, and the line says which.
import type { Bilingual } from '@nakamawashi/runtime';
import { hourMs, type TimeLeft } from './freeHours.ts';

/** What a line explains: the sum, what is offered of it, and for which window. */
export interface Explained {
  readonly sum: TimeLeft;
  /** After the shop's people were counted, and rounding. */
  readonly freeMs: number;
  readonly window: Bilingual;
}

/** 「今週 8h（計算 9.4h）＝ 営業 44h − いつもの仕事 28h（予約 12h より多い方）− 余裕 6.6h」 and the same in English. */
export function arithmeticLine({ sum, freeMs, window }: Explained): Bilingual {
  const { planMs, bookedMs, usualMs, marginMs, leftMs } = sum;
  const isBooked = bookedMs > usualMs;
  const [more, less] = isBooked ? [bookedMs, usualMs] : [usualMs, bookedMs];
  const ja = isBooked ? ['予約', 'いつもの仕事'] : ['いつもの仕事', '予約'];
  const en = isBooked ? ['booked', 'usual work'] : ['usual work', 'booked'];
  const floor = planMs - more - marginMs < 0;
  return {
    ja:
      `${window.ja} ${hours(freeMs)}（計算 ${hours(leftMs)}）＝ 営業 ${hours(planMs)} − ` +
      `${ja[0]} ${hours(more)}（${ja[1]} ${hours(less)} より多い方）− 余裕 ${hours(marginMs)}` +
      `${floor ? '（0より下は0）' : ''}`,
    en:
      `${window.en} ${hours(freeMs)} (computed ${hours(leftMs)}) = open ${hours(planMs)} − ` +
      `${en[0]} ${hours(more)} (more than ${en[1]}, ${hours(less)}) − reserve ${hours(marginMs)}` +
      `${floor ? ' (below zero is zero)' : ''}`,
  };
}

function hours(ms: number): string {
  const tenths = Math.round((ms / hourMs) * 10);
  return `${tenths % 10 === 0 ? tenths / 10 : (tenths / 10).toFixed(1)}h`;
}
