// Pure: figures with their unit in what somebody typed are conditions: "旋削 ステンレス 200mm 4時間" is a search for the
// words, for the size and for free hours. A condition that is set already goes before one that is typed.
import type { Filter } from './filter.ts';

type FigureName = 'size' | 'hours' | 'accuracy' | 'lot';

/** Written in one width and in small letters. */
const figures: Readonly<Record<FigureName, RegExp>> = {
  size: /^(?:φ|ø)?(\d+(?:\.\d+)?)(?:mm|ミリ)$|^[φø](\d+(?:\.\d+)?)$/,
  hours: /^(\d+(?:\.\d+)?)(?:h|hours?|hrs?|時間)(?:以上)?$/,
  accuracy: /^(?:±|\+-|\+\/-)(\d+(?:\.\d+)?)(?:mm)?$/,
  lot: /^(\d+)(?:個|本|枚|pcs|pieces?)$/,
};
const names = Object.keys(figures) as readonly FigureName[];
/** A unit that stands apart from its figure. */
const apart = /(\d)\s+(?=(?:mm|ミリ|h|hours?|hrs?|時間|個|本|枚|pcs|pieces?)(?:以上)?(?:[\s、,]|$))/giu;

/** The filter with what its text means; asked again it stays as it is. */
export function meantBy(filter: Filter): Filter {
  const words = filter.text
    .normalize('NFKC')
    .replace(apart, '$1')
    .split(/[\s、,]+/);
  const found: Partial<Record<FigureName, number>> = {};
  const others = words.filter((word) => {
    const figure = figureOf(word.toLowerCase());
    if (figure === null) return true;
    found[figure.name] ??= figure.value;
    return false;
  });
  if (others.length === words.length) return filter;
  const set = Object.fromEntries(names.map((name) => [name, filter[name] ?? found[name] ?? null]));
  return { ...filter, ...set, text: others.join(' ').trim() };
}

/** The conditions that are meant and not set. */
export function understood(filter: Filter): readonly FigureName[] {
  const meant = meantBy(filter);
  return names.filter((name) => meant[name] !== filter[name]);
}

function figureOf(word: string): { readonly name: FigureName; readonly value: number } | null {
  for (const name of names) {
    const [, first, second] = figures[name].exec(word) ?? [];
    const value = Number(first ?? second ?? Number.NaN);
    if (value > 0) return { name, value };
  }
  return null;
}
