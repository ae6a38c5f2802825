// Pure: one condition of a filter in words, for its chip and for the hint which one to drop.

import type { ConditionName, Filter } from '../../../src/search/filter.ts';
import { materialName } from '../../../src/search/materialNames.ts';
import { processName } from '../../../src/search/processNames.ts';
import { freeTexts } from '../text/freeTexts.ts';

/** 「旋削」, 「200mm」, 「4h以上（11/27まで）」. Regions and circles go by their ids unless names are given. */
export function conditionWord(
  filter: Filter,
  name: ConditionName,
  language: 'ja' | 'en',
  names: ReadonlyMap<string, string> = new Map(),
): string {
  const words = freeTexts[language].filter;
  const between = language === 'ja' ? '・' : ', ';
  const { process: processes } = filter;
  switch (name) {
    case 'text':
      return filter.text;
    case 'process':
      return processes.map((code) => processName(code)[language]).join(between);
    case 'material':
      return filter.material.map((code) => materialName(code)[language]).join(between);
    case 'region':
    case 'circle':
      return filter[name].map((id) => names.get(id) ?? id).join(between);
    case 'certificate':
      return filter.certificate.join(between);
    case 'accuracy':
      return `±${filter.accuracy} ${words.mm}`;
    case 'lot':
      return `${filter.lot?.toLocaleString('en')}${language === 'ja' ? '' : ' '}${words.pieces}`;
    case 'size':
      return `${filter.size} ${words.mm}`;
    case 'hours': {
      const [, month = '', day = ''] = (filter.by ?? '').split('-').map(Number);
      const until = language === 'ja' ? `（${month}/${day}まで）` : ` (until ${month}/${day})`;
      return `${filter.hours}${language === 'ja' ? '' : ' '}${words.hoursOver}${filter.by === null ? '' : until}`;
    }
    case 'confidence':
      return `${words.confidence} ${words.orBetter(filter.confidence ?? '')}`;
  }
}
