// Pure: materials of the directory as words (domain 5.3); one that is not in the table stays itself.
import type { Bilingual } from '@nakamawashi/runtime';

const words = new Map<string, Bilingual>(
  Object.entries({
    carbon: { ja: '炭素鋼', en: 'carbon steel' },
    alloy: { ja: '合金鋼', en: 'alloy steel' },
    tool: { ja: '工具鋼', en: 'tool steel' },
    stainless: { ja: 'ステンレス', en: 'stainless' },
    aluminium: { ja: 'アルミ', en: 'aluminium' },
    copper: { ja: '銅', en: 'copper' },
    brass: { ja: '真鍮', en: 'brass' },
    titanium: { ja: 'チタン', en: 'titanium' },
    heatResistant: { ja: '耐熱合金', en: 'heat-resistant alloy' },
    magnesium: { ja: 'マグネシウム', en: 'magnesium' },
    plastic: { ja: '樹脂', en: 'plastic' },
    ceramic: { ja: 'セラミック', en: 'ceramic' },
    wood: { ja: '木材', en: 'wood' },
  }),
);

/** The materials that have a word. */
export const knownMaterials: readonly string[] = [...words.keys()];

/** The word for a material in both languages. */
export function materialName(code: string): Bilingual {
  return words.get(code) ?? { ja: code, en: code };
}
