// Under what a row is found when somebody types: the names of shop, machine, class, region, processes, materials and
// certificates in both languages.
import type { CapacityRow } from '../api/capacityRow.ts';
import { remembered } from '../remembered.ts';
import { materialName } from './materialNames.ts';
import { processName } from './processNames.ts';
import { fold, together } from './searchText.ts';

/** The folded texts together. */
export function foldedOf(row: CapacityRow): string {
  return together(new Set(textsOf(row).map(foldOnce)));
}

/** Most rows of a ward are made of the same words. */
const foldOnce = remembered(fold, 20_000);

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
