// Writes an edition of a month's file from one of its versions, and notes who got it. A file of the same name is
// replaced only when the new one is whole and on disk. The same version gives the same bytes.
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { agreedToMonths } from '../directory/consents.ts';
import { emptyDirectory } from '../directory/directory.ts';
import { holidayYear, nationalHoliday } from '../directory/nationalHolidays.ts';
import { openRecords, type Records } from '../directory/records.ts';
import { openWorkshopCodes } from '../people/workshopCodes.ts';
import { processName } from '../search/processNames.ts';
import { byteOrderMark, csvLine, safeText } from './csv.ts';
import { editionFacts } from './editionFacts.ts';
import { type ExportedFile, editionFiles, type FileWish, stem } from './editionFiles.ts';
import { editionSheets } from './editionSheets.ts';
import type { ExportHome } from './exportHome.ts';
import { type KeptIssue, openIssueBook } from './issueBook.ts';
import type { IssuedFacts } from './monthIssue.ts';
import { localMinute } from './sheet.ts';
import type { EditionSource } from './sheets/editionSource.ts';
import { encoded } from './workbook.ts';
import { zipFile } from './zipFile.ts';

export interface ExportRequest extends Pick<FileWish, 'edition' | 'format' | 'language' | 'encoding'> {
  /** Of the own edition. */
  readonly workshop: string | undefined;
  /** With the sheet that the office alone gets. */
  readonly isForOffice: boolean;
  readonly person: string;
  readonly at: number;
}

/** What is written: a version, or the facts of a month that is not over. */
export type Written = { readonly issue: KeptIssue } | { readonly draft: IssuedFacts };

export interface WriteTarget {
  readonly folder: string;
  /** Several files become one zip. */
  readonly isOneFile: boolean;
  /** The list of codes and names beside it, which never leaves the office. */
  readonly hasKey: boolean;
}

/** Writes the files and gives their paths. Throws when a file cannot be written or a version is damaged. */
export async function exportMonth(
  home: ExportHome,
  what: Written,
  request: ExportRequest,
  target: WriteTarget,
): Promise<readonly string[]> {
  const records = openRecords(home.dataDir, emptyDirectory(home.timeZone), request.at);
  try {
    const issued = 'issue' in what ? await openIssueBook(home.dataDir).facts(what.issue) : what.draft;
    const madeAt = 'issue' in what ? what.issue.at : request.at;
    const source = editionSource({ home, records, request }, issued, what);
    const wish: FileWish = {
      ...request,
      month: issued.facts.month,
      version: 'issue' in what ? what.issue.version : null,
      madeAt: localMinute(madeAt, issued.facts.timeZone),
    };
    const files = editionFiles(editionSheets(source), wish);
    const key = target.hasKey ? [keyFile(source, records, wish)] : [];
    const paths = await writeFiles(target, target.isOneFile ? asOne(files, wish) : [...files, ...key]);
    const { edition, format, language } = request;
    const detail = [
      `${edition} ${format} ${language}`,
      request.workshop,
      wish.version === null ? 'draft' : `version ${wish.version}`,
    ];
    records.audit.note({
      at: request.at,
      person: request.person,
      deed: 'export',
      subject: wish.month,
      detail: detail.filter((each) => each !== undefined).join(', '),
    });
    return paths;
  } finally {
    records.database.close();
  }
}

interface Asked {
  readonly home: ExportHome;
  readonly records: Records;
  readonly request: ExportRequest;
}

function editionSource({ home, records, request }: Asked, issued: IssuedFacts, what: Written): EditionSource {
  const { edition, workshop } = request;
  const newest = 'issue' in what ? what.issue : null;
  const issues = openIssueBook(home.dataDir).issues(issued.facts.month);
  const agreedNow = agreedToMonths(records.members.now(), request.at);
  const codeOf = openWorkshopCodes(records.database);
  return {
    facts: editionFacts(issued.facts, { edition, workshop, agreedNow, codeOf }),
    whole: issued.facts,
    kpi: issued.kpi,
    issues: newest === null ? [] : issues.filter(({ version }) => version <= newest.version),
    isOver: newest !== null,
    madeAt: newest?.at ?? request.at,
    isForOffice: request.isForOffice && edition === 'internal',
    holidayOn: nationalHoliday,
    holidayYear,
    processName,
  };
}

/** Which code is whose. */
function keyFile({ facts }: EditionSource, { members }: Records, wish: FileWish): ExportedFile {
  const { language } = wish;
  const head = { ja: ['会員コード', '識別名', '会員名'], en: ['member', 'id', 'member name'] }[language];
  const workshops = members.now().workshops;
  const rows = facts.members.map(({ code, facts: { id, name } }) =>
    [code, id, workshops.get(id)?.name[language] ?? name[language]].map(safeText),
  );
  const chunks = (): Iterable<Uint8Array> => encoded([byteOrderMark, csvLine(head), ...rows.map(csvLine)]);
  return { name: `${stem(wish)}_${{ ja: '符号表', en: 'codes' }[language]}.csv`, chunks };
}

function asOne(files: readonly ExportedFile[], wish: FileWish): readonly ExportedFile[] {
  return files.length === 1 ? files : [{ name: `${stem(wish)}.zip`, chunks: () => zipFile(files) }];
}

async function writeFiles(
  { folder }: WriteTarget,
  files: readonly ExportedFile[],
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const file of files) {
    const path = join(folder, file.name);
    await writeWhole(path, file);
    paths.push(path);
  }
  return paths;
}

async function writeWhole(path: string, file: ExportedFile): Promise<void> {
  const unfinished = `${path}.unfinished`;
  const target = await open(unfinished, 'w');
  try {
    for (const chunk of file.chunks()) await target.write(chunk);
    await target.sync();
  } finally {
    await target.close();
  }
  await rename(unfinished, path);
}
