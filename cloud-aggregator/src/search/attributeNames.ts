// Pure: the properties of machines and companies that searches and offices know (domain 5.3): a name for the reader,
// what kind of value, its unit, and the choices that are offered. One that is not in the table stays itself.
import type { Bilingual } from '@nakamawashi/runtime';
import { knownMaterials, materialName } from './materialNames.ts';

/** A list of offered choices, or of free texts where none are offered; `flag` is yes or no. */
type AttributeKind = 'number' | 'flag' | 'list' | 'text';

/** Whose property it is. */
export type AttributeOwner = 'machine' | 'company';

export interface AttributeName {
  readonly name: Bilingual;
  readonly kind: AttributeKind;
  /** Empty where a number is a count. */
  readonly unit: string;
  readonly of: readonly AttributeOwner[];
  /** Value and word of each choice. */
  readonly choices: readonly (readonly [string, Bilingual])[];
}

const lotSizes: Readonly<Record<string, Bilingual>> = {
  '1': { ja: '1個から', en: 'a single piece' },
  '2-10': { ja: '2〜10個', en: '2 to 10' },
  '11-100': { ja: '11〜100個', en: '11 to 100' },
  '101-1000': { ja: '101〜1000個', en: '101 to 1,000' },
  '1001+': { ja: '1001個以上', en: '1,001 and more' },
};
const drawingFormats: Readonly<Record<string, Bilingual>> = {
  paper: { ja: '紙・FAX', en: 'paper, fax' },
  PDF: { ja: 'PDF', en: 'PDF' },
  DXF: { ja: 'DXF', en: 'DXF' },
  STEP: { ja: 'STEP', en: 'STEP' },
  Parasolid: { ja: 'Parasolid', en: 'Parasolid' },
};

const machine = { of: ['machine'], unit: '', choices: [] } as const;
const company = { ...machine, of: ['company'] } as const;
/** A company that does it on all of its machines says it once. */
const either = { ...machine, of: ['machine', 'company'] } as const;
const measure = (ja: string, en: string, unit = 'mm'): AttributeName => ({
  ...machine,
  name: { ja, en },
  kind: 'number',
  unit,
});
const count = (ja: string, en: string): AttributeName => measure(ja, en, '');

const table = new Map<string, AttributeName>(
  Object.entries({
    maxDiameterMm: measure('最大加工径', 'largest diameter'),
    maxLengthMm: measure('最大加工長さ', 'largest length'),
    maxBarMm: measure('棒材の最大径', 'largest bar'),
    swingMm: measure('振り', 'swing'),
    maxXMm: measure('最大寸法 X', 'largest size X'),
    maxYMm: measure('最大寸法 Y', 'largest size Y'),
    maxZMm: measure('最大寸法 Z', 'largest size Z'),
    maxMassKg: measure('最大質量', 'largest mass', 'kg'),
    usualToleranceMm: measure('ふだんの公差 ±', 'usual tolerance ±'),
    bestToleranceMm: measure('最も良い公差 ±', 'best tolerance ±'),
    roughnessRaUm: measure('面粗さ Ra', 'roughness Ra', 'µm'),
    maxHardnessHrc: measure('削れる硬さ', 'hardness workable', 'HRC'),
    materials: {
      ...either,
      name: { ja: '材質', en: 'materials' },
      kind: 'list',
      choices: knownMaterials.map((code) => [code, materialName(code)] as const),
    },
    lotSizes: {
      ...either,
      name: { ja: '向いている個数', en: 'lot sizes' },
      kind: 'list',
      choices: Object.entries(lotSizes),
    },
    unattended: { ...machine, name: { ja: '無人運転', en: 'runs unattended' }, kind: 'flag' },
    axes: count('軸数', 'axes'),
    spindleRpm: measure('主軸の最高回転数', 'spindle speed', 'min⁻¹'),
    tools: count('工具の本数', 'tools'),
    pallets: count('パレット数', 'pallets'),
    minFeatureMm: measure('最小の形状', 'smallest feature'),
    minWallMm: measure('最小の肉厚', 'thinnest wall'),
    pressForceKn: measure('加圧能力', 'press force', 'kN'),
    strokeMm: measure('ストローク', 'stroke'),
    strokesPerMinute: measure('毎分ストローク数', 'strokes a minute', 'spm'),
    dieHeightMm: measure('ダイハイト', 'die height'),
    maxThicknessMm: measure('最大板厚', 'thickest sheet'),
    bendLengthMm: measure('曲げ長さ', 'bend length'),
    laserKw: measure('レーザ出力', 'laser power', 'kW'),
    chargeKg: measure('1回の処理量', 'mass of one charge', 'kg'),
    inspection: { ...company, name: { ja: '検査設備', en: 'inspection equipment' }, kind: 'list' },
    drawingFormats: {
      ...company,
      name: { ja: '受け取れる図面', en: 'drawings taken' },
      kind: 'list',
      choices: Object.entries(drawingFormats),
    },
    craneKg: { ...measure('クレーン', 'crane', 'kg'), of: ['company'] },
    pickUpKm: { ...measure('自社便の範囲', 'own van reaches', 'km'), of: ['company'] },
  } satisfies Readonly<Record<string, AttributeName>>),
);

/** The names that are offered for a machine or a company, in the order of the table. */
export function knownAttributes(of: AttributeOwner): readonly string[] {
  return [...table].filter(([, each]) => each.of.includes(of)).map(([key]) => key);
}

/** How a property is named and filled in; one that nobody knows by what it holds. */
export function attributeName(key: string, value?: unknown): AttributeName {
  const known = table.get(key);
  if (known !== undefined) return known;
  const isOf = { number: 'number', boolean: 'flag' } as const;
  const kind = Array.isArray(value) ? 'list' : (isOf[typeof value as keyof typeof isOf] ?? 'text');
  return { ...machine, name: { ja: key, en: key }, kind };
}

/** Every name by its key, in one language. */
export function attributeWords(language: keyof Bilingual): Readonly<Record<string, string>> {
  return Object.fromEntries([...table].map(([key, { name }]) => [key, name[language]]));
}
