// Pure: the parts of a workbook that are not sheets (ECMA-376, part 1, 18.2 and 18.8): names, styles, relations.
import type { Language, Sheet } from './sheet.ts';
import { escapeXml } from './sheetXml.ts';

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packaged = 'http://schemas.openxmlformats.org/package/2006';
const kinds = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The list of sheets, each with its header row repeated on every page. */
function workbookXml(sheets: readonly Sheet[], language: Language): string {
  const list = sheets.map(
    ({ title }, index) =>
      `<sheet name="${escapeXml(title[language])}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  const titles = sheets.map(
    ({ title }, index) =>
      `<definedName name="_xlnm.Print_Titles" localSheetId="${index}">'${escapeXml(title[language])}'!$1:$1` +
      '</definedName>',
  );
  return [
    `${head}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${list.join('')}</sheets>`,
    `<definedNames>${titles.join('')}</definedNames></workbook>`,
  ].join('');
}

/** The small parts by their names in the file. */
export function smallParts(sheets: readonly Sheet[], language: Language): ReadonlyMap<string, string> {
  const links = sheets.map((_, index) =>
    relation(index + 1, 'worksheet', `worksheets/sheet${index + 1}.xml`),
  );
  const styles = relation(sheets.length + 1, 'styles', 'styles.xml');
  const overrides = sheets.map((_, index) => override(`/xl/worksheets/sheet${index + 1}.xml`, 'worksheet'));
  return new Map([
    [
      '[Content_Types].xml',
      [
        `${head}<Types xmlns="${packaged}/content-types">`,
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
        '<Default Extension="xml" ContentType="application/xml"/>',
        override('/xl/workbook.xml', 'sheet.main'),
        override('/xl/styles.xml', 'styles'),
        `${overrides.join('')}</Types>`,
      ].join(''),
    ],
    ['_rels/.rels', relationships([relation(1, 'officeDocument', 'xl/workbook.xml')])],
    ['xl/workbook.xml', workbookXml(sheets, language)],
    ['xl/_rels/workbook.xml.rels', relationships([...links, styles])],
    ['xl/styles.xml', stylesXml],
  ]);
}

function override(part: string, kind: string): string {
  return `<Override PartName="${part}" ContentType="${kinds}.${kind}+xml"/>`;
}

function relation(number: number, kind: string, target: string): string {
  return `<Relationship Id="rId${number}" Type="${relations}/${kind}" Target="${target}"/>`;
}

function relationships(list: readonly string[]): string {
  return `${head}<Relationships xmlns="${packaged}/relationships">${list.join('')}</Relationships>`;
}

const formats: readonly (readonly [id: number, code: string])[] = [
  [164, '#,##0.0;▲#,##0.0'],
  [165, '#,##0;▲#,##0'],
  [166, '0.0%'],
  [167, '"("0.0%")"'],
  [168, 'yyyy/mm/dd'],
  [169, 'yyyy/mm/dd hh:mm'],
];

const cell = (format: number, alignment: string): string =>
  `<xf numFmtId="${format}" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1" ` +
  `applyAlignment="1"><alignment ${alignment}/></xf>`;

const font = '<sz val="10"/><name val="游ゴシック"/><family val="3"/><charset val="128"/>';
const edge = ['left', 'right', 'top', 'bottom']
  .map((side) => `<${side} style="thin"><color rgb="FFBFC4CA"/></${side}>`)
  .join('');

/** The cell formats, in the order of `styleOf` in sheetXml.ts. */
const stylesXml = [
  `${head}<styleSheet xmlns="${main}"><numFmts count="${formats.length}">`,
  ...formats.map(([id, code]) => `<numFmt numFmtId="${id}" formatCode="${escapeXml(code)}"/>`),
  `</numFmts><fonts count="2"><font>${font}</font><font><b/>${font}</font></fonts>`,
  '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>',
  '<fill><patternFill patternType="solid"><fgColor rgb="FFE9EDF1"/><bgColor indexed="64"/></patternFill></fill>',
  '</fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>',
  `<border>${edge}<diagonal/></border></borders>`,
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="12">',
  '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
  '<xf numFmtId="49" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1" ',
  'applyAlignment="1"><alignment horizontal="center" vertical="center" wrapText="1"/></xf>',
  cell(49, 'vertical="center"'),
  cell(164, 'vertical="center"'),
  cell(165, 'vertical="center"'),
  cell(166, 'vertical="center"'),
  cell(167, 'horizontal="right" vertical="center"'),
  cell(168, 'horizontal="left" vertical="center"'),
  cell(169, 'horizontal="left" vertical="center"'),
  cell(165, 'vertical="center"'),
  cell(49, 'vertical="center" wrapText="1"'),
  cell(49, 'horizontal="right" vertical="center"'),
  '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
].join('');
