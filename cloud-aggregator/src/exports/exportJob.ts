// What a worker does about a month's file: make a version, write an edition into a folder, or tell the key figures.
// Plain values in and out.
import { emptyDirectory } from '../directory/directory.ts';
import { openRecords } from '../directory/records.ts';
import { publicCoverage } from './countedMachines.ts';
import type { ExportHome } from './exportHome.ts';
import { type ExportRequest, exportMonth } from './exportMonth.ts';
import { gatherSource } from './gatherSource.ts';
import { type KeptIssue, openIssueBook } from './issueBook.ts';
import { type IssueRequest, issueMonth } from './issueMonth.ts';
import { type KeyFigureTable, keyFigures } from './keyFigures.ts';

export type ExportJob =
  | { readonly kind: 'issue'; readonly home: ExportHome; readonly request: IssueRequest }
  | {
      readonly kind: 'write';
      readonly home: ExportHome;
      readonly month: string;
      /** Null: the newest. */
      readonly version: number | null;
      readonly request: ExportRequest;
      readonly folder: string;
    }
  | { readonly kind: 'keyFigures'; readonly home: ExportHome; readonly month: string; readonly at: number };

/** What came of it, or why nothing did. */
export type ExportResult =
  | { readonly kind: 'issued' | 'same' | 'frozen' | 'draft'; readonly version: number | null }
  | { readonly kind: 'written'; readonly path: string }
  | { readonly kind: 'told'; readonly version: number; readonly tables: readonly KeyFigureTable[] }
  | { readonly kind: 'absent' };

/** Does the job. Throws when a file cannot be read or written. */
export async function performExport(job: ExportJob): Promise<ExportResult> {
  if (job.kind === 'issue') {
    const outcome = await issueMonth(job.home, job.request);
    return { kind: outcome.kind, version: 'issue' in outcome ? outcome.issue.version : null };
  }
  const { home, month } = job;
  const book = openIssueBook(home.dataDir);
  const issues = book.issues(month);
  if (job.kind === 'keyFigures') {
    const newest = issues.at(-1);
    if (newest === undefined) return { kind: 'absent' };
    return { kind: 'told', version: newest.version, tables: await tablesOf(job, newest) };
  }
  const { version, request, folder } = job;
  const issue = version === null ? issues.at(-1) : issues.find((each) => each.version === version);
  if (issue === undefined) return { kind: 'absent' };
  const target = { folder, isOneFile: true, hasKey: false };
  const [path = ''] = await exportMonth(home, { issue }, request, target);
  return { kind: 'written', path };
}

/** As the public edition has them, whoever asks. */
async function tablesOf(
  { home, at }: { readonly home: ExportHome; readonly at: number },
  issue: KeptIssue,
): Promise<readonly KeyFigureTable[]> {
  const records = openRecords(home.dataDir, emptyDirectory(home.timeZone), at);
  try {
    const request = { edition: 'public', workshop: undefined, isForOffice: false, at } as const;
    const issued = await openIssueBook(home.dataDir).facts(issue);
    const source = await gatherSource({ home, records, request }, issued, { issue });
    return keyFigures({ ...source, coverage: publicCoverage(source) });
  } finally {
    records.database.close();
  }
}
