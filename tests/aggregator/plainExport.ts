// An `export` as it is typed for the own edition of `kamata` as csv in English; tests change what they are about.
import type { ExportWords } from '../../cloud-aggregator/src/exports/exportCommands.ts';

export const plainExport: ExportWords = {
  words: ['export'],
  out: '.',
  edition: 'own',
  format: 'csv',
  lang: 'en',
  encoding: 'utf-8',
  workshops: ['kamata'],
  version: undefined,
  reason: undefined,
  source: undefined,
  office: false,
  questionnaire: false,
  final: false,
};
