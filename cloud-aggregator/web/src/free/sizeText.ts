// Pure: the size that a machine takes, in one short piece of text: 「φ260×500」, 「1020×530×510」, 「785kN（80トン）」.
import type { CapacityRow } from '../../../src/api/capacityRow.ts';

/** Empty when nothing is written down. A ton of force is 9.807 kN (domain 5.3). */
export function sizeText(attributes: CapacityRow['attributes'], ton: string): string {
  const figure = (name: string): number | null => {
    const value = attributes[name];
    return typeof value === 'number' ? value : null;
  };
  const force = figure('pressForceKn');
  const texts = [
    joined('φ', [figure('maxDiameterMm'), figure('maxLengthMm')]),
    joined('φ', [figure('maxBarMm')]),
    joined('', [figure('maxXMm'), figure('maxYMm'), figure('maxZMm')]),
    force === null ? '' : `${force}kN（${Math.round(force / 9.807)}${ton}）`,
  ];
  return texts.filter((text) => text !== '').join(' ');
}

function joined(before: string, values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  return values[0] === null || known.length === 0 ? '' : before + known.join('×');
}
