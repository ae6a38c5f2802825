// Under what a row is found when somebody types: the names of shop, machine, class, region, processes, materials and
// certificates in both languages.
import type { CapacityRow } from '../api/capacityRow.ts';
import { materialName } from './materialNames.ts';
import { processName } from './processNames.ts';
import { fold } from './searchText.ts';

const folded = new WeakMap<CapacityRow, readonly string[]>();

/** The folded texts, made once for each row: who types asks again with every letter. */
export function foldedOf(row: CapacityRow): readonly string[] {
  const known = folded.get(row) ?? [...new Set(textsOf(row).map(fold))];
  folded.set(row, known);
  return known;
}

function textsOf({
  workshop,
  machine,
  class: kind,
  processes,
  attributes,
  certificates,
  region,
}: CapacityRow): readonly string[] {
  const materials = Array.isArray(attributes['materials']) ? attributes['materials'] : [];
  const names = [
    workshop.name,
    machine.name,
    ...(kind === null ? [] : [kind]),
    ...(region === null ? [] : [region.name]),
    ...processes.map(processName),
    ...materials.map(materialName),
  ];
  return [...names.flatMap(({ ja, en }) => [ja, en]), ...processes, ...certificates];
}
