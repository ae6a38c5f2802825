// Pure: a filter as part of the page's address and back, so that a link, a bookmark and a saved set are the same thing.
// What is not understood in an address asks for nothing.
import type { Filter } from './filter.ts';

const lists = ['process', 'material', 'region', 'circle', 'certificate'] as const;

/** The filter that an address asks for. */
export function filterOf(address: URLSearchParams): Filter {
  const list = (name: string): readonly string[] =>
    (address.get(name) ?? '').split(',').filter((each) => each !== '');
  const figure = (name: string): number | null => {
    const value = Number(address.get(name) ?? Number.NaN);
    return Number.isFinite(value) && value > 0 && value <= 100_000 ? value : null;
  };
  const by = address.get('by') ?? '';
  const confidence = address.get('confidence');
  return {
    text: (address.get('text') ?? '').slice(0, 100),
    process: list('process'),
    material: list('material'),
    region: list('region'),
    circle: list('circle'),
    certificate: list('certificate'),
    size: figure('size'),
    accuracy: figure('accuracy'),
    lot: figure('lot'),
    hours: figure('hours'),
    by: /^\d{4}-\d\d-\d\d$/.test(by) && !Number.isNaN(Date.parse(by)) ? by : null,
    confidence: confidence === 'A' || confidence === 'B' ? confidence : null,
  };
}

/** What a filter puts into the address; null takes a name out of it. */
export function addressOf(filter: Filter): Readonly<Record<string, string | null>> {
  const written = (value: string | number | null): string | null =>
    value === null || value === '' ? null : String(value);
  return {
    text: written(filter.text),
    ...Object.fromEntries(lists.map((name) => [name, written(filter[name].join(','))])),
    size: written(filter.size),
    accuracy: written(filter.accuracy),
    lot: written(filter.lot),
    hours: written(filter.hours),
    by: written(filter.by),
    confidence: filter.confidence,
  };
}
