// Writes an edition of a month's file from one of its versions, and notes who got it. A file of the same name is
// replaced only when the new one is whole and on disk. The same version gives the same bytes.
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyDirectory } from '../directory/directory.ts';
import { openRecords, type Records } from '../directory/records.ts';
import { byteOrderMark, csvLine, safeText } from './csv.ts';
import { type ExportedFile, editionFiles, type FileWish, stem } from './editionFiles.ts';
import { editionSheets } from './editionSheets.ts';
import type { ExportHome } from './exportHome.ts';
import { gatherSource, type Written } from './gatherSource.ts';
import { openIssueBook } from './issueBook.ts';
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
    const source = await gatherSource({ home, records, request }, issued, what);
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
