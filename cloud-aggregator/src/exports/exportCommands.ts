// `export` and `kpi` of the command line. They work while the aggregator runs: it reads the same records and versions.
import { resolve } from 'node:path';
import type { LoadedConfig } from '../config.ts';
import { entrySchemas } from '../directory/entryKinds.ts';
import { openRecords } from '../directory/records.ts';
import { UsageError } from '../usageError.ts';
import { encodings, formats } from './editionFiles.ts';
import { exportHome } from './exportHome.ts';
import { exportMonth } from './exportMonth.ts';
import type { Written } from './gatherSource.ts';
import { openIssueBook } from './issueBook.ts';
import { issueMonth } from './issueMonth.ts';
import { loadKpiSets } from './kpi/kpiFolder.ts';

/** What was asked, as it was typed. */
export interface ExportWords {
  readonly words: readonly string[];
  readonly out: string;
  readonly edition: string;
  readonly format: string;
  readonly lang: string;
  readonly encoding: string;
  readonly workshops: readonly string[];
  readonly version: string | undefined;
  readonly reason: string | undefined;
  readonly source: string | undefined;
  readonly office: boolean;
  readonly questionnaire: boolean;
  readonly final: boolean;
}

const editions = ['own', 'internal', 'public'] as const;

/** Writes the files of a month and gives the lines to print. Throws UsageError, and Error when it cannot be done. */
export async function performExportCommand(
  { config }: LoadedConfig,
  given: ExportWords,
): Promise<readonly string[]> {
  const at = Date.now();
  const home = exportHome(config);
  const month = given.words[1] ?? '';
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
    throw new UsageError(`a month such as 2026-10 is needed, not ${month}`);
  const edition = oneOf(editions, given.edition, '--edition');
  const [workshop] = given.workshops;
  if ((edition === 'own') !== (workshop !== undefined))
    throw new UsageError('the own edition needs --workshop ID, and no other edition has one');
  const request = {
    edition,
    workshop,
    format: oneOf(formats, given.format, '--format'),
    language: oneOf(['ja', 'en'] as const, given.lang, '--lang'),
    encoding: oneOf(encodings, given.encoding, '--encoding'),
    isForOffice: given.office,
    person: 'console',
    at,
  };
  const { what, told } = await versionFor(given, { home, month, at });
  const target = {
    folder: resolve(given.out),
    isOneFile: false,
    hasKey: given.office && edition === 'internal',
  };
  return [...(await exportMonth(home, what, request, target)), ...told];
}

async function versionFor(
  given: ExportWords,
  {
    home,
    month,
    at,
  }: { readonly home: ReturnType<typeof exportHome>; readonly month: string; readonly at: number },
): Promise<{ readonly what: Written; readonly told: readonly string[] }> {
  if (given.version !== undefined) {
    const issue = openIssueBook(home.dataDir)
      .issues(month)
      .find(({ version }) => String(version) === given.version);
    if (issue === undefined) throw new Error(`${month} has no version ${given.version}`);
    return { what: { issue }, told: [] };
  }
  const outcome = await issueMonth(home, { month, at, person: 'console', reason: given.reason ?? null });
  if (outcome.kind === 'draft')
    return { what: { draft: outcome.facts }, told: [`${month} is not over: a draft without version`] };
  const { issue } = outcome;
  const frozen = `${month} is frozen: version ${issue.version} as it was; --reason TEXT makes a new one`;
  return { what: { issue }, told: outcome.kind === 'frozen' ? [frozen] : [] };
}

/** `kpi SET INDICATOR YEAR INCREMENT`: enters an actual, and gives the line to print. */
export function enterActual({ config, first }: LoadedConfig, given: ExportWords): readonly string[] {
  const [, set = '', indicator = '', year = '', increment = ''] = given.words;
  const sets = loadKpiSets(config.exports.kpi);
  const found = sets.find(({ id }) => id === set)?.indicators.find(({ id }) => id === indicator);
  if (found === undefined) {
    const known = sets.flatMap(({ id, indicators }) => indicators.map((each) => `${id} ${each.id}`));
    throw new UsageError(`no such indicator: ${set} ${indicator}; there are: ${known.join(', ') || 'none'}`);
  }
  const origin = given.questionnaire ? 'questionnaire' : 'byHand';
  const body = {
    set,
    indicator,
    fiscalYear: numberOf(year),
    increment: numberOf(increment),
    origin,
    source: given.source,
    isFinal: given.final,
  };
  const checked = entrySchemas.actual.safeParse(body);
  if (!checked.success)
    throw new UsageError(
      checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    );
  const at = Date.now();
  const records = openRecords(config.dataDir, first, at);
  try {
    const id = `${set} ${indicator} ${year}`;
    const version = records.members.change({ kind: 'actual', id, body: checked.data, person: 'console', at });
    records.audit.note({
      at,
      person: 'console',
      deed: 'actual.changed',
      subject: id,
      detail: `version ${version}`,
    });
    return [`${id}: version ${version}`];
  } finally {
    records.database.close();
  }
}

function numberOf(text: string): number | undefined {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function oneOf<T extends string>(known: readonly T[], given: string, option: string): T {
  const found = known.find((each) => each === given);
  if (found === undefined) throw new UsageError(`${option} is one of ${known.join(', ')}, not ${given}`);
  return found;
}
