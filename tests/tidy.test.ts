// Reads the source itself and holds the limits of docs/architecture.md: sizes, purity, direction of imports, each
// outside library in its one place, a case for every profile, links that resolve. A limit is changed here or kept.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportsByDefault, functionsOf, importsOf, parse, superclassesOf, usesAny } from './tidy/syntax.ts';

const root = join(import.meta.dirname, '..');
const limits = { file: 300, function: 60, line: 120, parameters: 4, opening: 5 };

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const sources = files
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({ file, text: text(file), syntax: parse(file, text(file)) }));
const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file);
const isPure = (source: { text: string }): boolean => source.text.startsWith('// Pure:');

/** What each part of the house may import of ours; tests may import everything. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'packages/machine-model': [],
  'packages/sparkplug': ['machine-model'],
  'packages/runtime': [],
  'packages/simulators': ['machine-model', 'sparkplug', 'runtime'],
  'edge-agent': ['machine-model', 'sparkplug', 'runtime'],
  'cloud-aggregator': ['machine-model', 'sparkplug', 'runtime'],
};

/** The one file (two for a library that its simulator needs too) in which a library meets the world. */
const onlyIn: Readonly<Record<string, readonly string[]>> = {
  mqtt: ['packages/runtime/src/mqttConnection.ts'],
  pino: ['packages/runtime/src/log.ts'],
  yaml: ['packages/runtime/src/loadConfig.ts'],
  'node-opcua-client': ['edge-agent/src/drivers/opcua.ts'],
  'node-opcua-crypto': ['edge-agent/src/drivers/opcua/revocation.ts'],
  'node-opcua': ['packages/simulators/src/opcuaServer.ts', 'packages/simulators/src/faultyOpcuaServer.ts'],
  'modbus-serial': ['edge-agent/src/drivers/modbus/modbus.ts', 'packages/simulators/src/modbusServer.ts'],
  rolldown: ['edge-agent/install/pack.ts'],
  aedes: ['cloud-aggregator/src/broker/embeddedBroker.ts'],
  '@peculiar/x509': ['cloud-aggregator/src/enrolment/authority.ts'],
  'temporal-polyfill': [
    'packages/machine-model/src/shiftCalendar.ts',
    'packages/machine-model/src/dayPieces.ts',
  ],
  ws: ['cloud-aggregator/src/broker/listeners.ts'],
  // One packs, one unpacks.
  fflate: [
    'cloud-aggregator/src/exports/zipFile.ts',
    'cloud-aggregator/src/directory/tables/unpackTables.ts',
  ],
  'iconv-lite': ['cloud-aggregator/src/exports/cp932.ts'],
  '@holiday-jp/holiday_jp': ['cloud-aggregator/src/directory/nationalHolidays.ts'],
};

const pureLibraries = ['zod', 'temporal-polyfill', '@nakamawashi/machine-model', '@nakamawashi/sparkplug'];
const impureWords = [
  'Date\\.now',
  'new Date\\(\\)',
  'performance\\.',
  'Math\\.random',
  'process\\.',
  'console\\.',
];
const waitingWords = ['setTimeout', 'setInterval', 'fetch\\(', 'await\\b', 'async\\b'];
const impure = new RegExp(`\\b(${[...impureWords, ...waitingWords].join('|')})`);

function expectNone(found: readonly string[]): void {
  expect(found).toEqual([]);
}

describe('tidy', () => {
  it(`no file is longer than ${limits.file} lines and no line than ${limits.line} characters`, () => {
    expectNone(
      sources.flatMap(({ file, text }) => {
        const lines = text.trimEnd().split('\n');
        const long = lines.flatMap((line, index) =>
          line.length > limits.line ? [`${file}:${index + 1} is too wide`] : [],
        );
        return lines.length > limits.file ? [...long, `${file} has ${lines.length} lines`] : long;
      }),
    );
  });

  it(`no function is longer than ${limits.function} lines or takes more than ${limits.parameters} parameters`, () => {
    expectNone(
      sources.flatMap(({ file, syntax }) =>
        functionsOf(syntax).flatMap(({ name, line, lines, parameters }) => [
          ...(lines > limits.function && !isTest(file) ? [`${file}:${line} ${name} has ${lines} lines`] : []),
          ...(parameters > limits.parameters
            ? [`${file}:${line} ${name} takes ${parameters} parameters`]
            : []),
        ]),
      ),
    );
  });

  it('no file holds the marks of an unfinished merge', () => {
    const marks = /^(<{7}|={7}|>{7})( |$)/m;
    expectNone(
      files.filter((file) => /\.(ts|tsx|md|yaml|json|sh|css)$/.test(file) && marks.test(text(file))),
    );
  });

  it(`every source opens with a comment of at most ${limits.opening} lines`, () => {
    expectNone(
      sources.flatMap(({ file, text }) => {
        const opening = text.split('\n').findIndex((line) => !line.startsWith('//'));
        return opening >= 1 && opening <= limits.opening
          ? []
          : [`${file} opens with ${opening} lines of comment`];
      }),
    );
  });

  it('classes extend only Error, nothing is exported by default, nothing is any', () => {
    const mayDefault = /(^|\/)(vite|vitest)\.config\.ts$|^tests\/countReporter\.ts$/;
    expectNone(
      sources.flatMap(({ file, syntax }) => [
        ...superclassesOf(syntax).flatMap((name) => (name === 'Error' ? [] : [`${file} extends ${name}`])),
        ...(exportsByDefault(syntax) && !mayDefault.test(file) ? [`${file} exports by default`] : []),
        ...(usesAny(syntax) ? [`${file} uses any`] : []),
      ]),
    );
  });

  it('pure files read no clock, wait for nothing, and import only what is pure', () => {
    const pure = new Set(sources.filter(isPure).map(({ file }) => file));
    expect(pure.size).toBeGreaterThan(10);
    expectNone(
      sources.filter(isPure).flatMap(({ file, text, syntax }) => {
        const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
        const word = impure.exec(code)?.[0];
        const wrong = importsOf(syntax).filter(({ from, typeOnly }) => {
          if (typeOnly) return false;
          return from.startsWith('.')
            ? !pure.has(normalize(join(dirname(file), from)))
            : !pureLibraries.includes(from);
        });
        return [
          ...(word ? [`${file} uses ${word}`] : []),
          ...wrong.map(({ from }) => `${file} imports ${from}`),
        ];
      }),
    );
  });

  it('imports point the right way', () => {
    expectNone(
      sources.flatMap(({ file, syntax }) => {
        const home = Object.keys(mayImport).find((part) => file.startsWith(`${part}/`));
        if (home === undefined || isTest(file)) return [];
        return importsOf(syntax).flatMap(({ from }) => {
          const ours = /^@nakamawashi\/(.+)$/.exec(from)?.[1];
          if (ours !== undefined && !mayImport[home]?.includes(ours)) return [`${file} imports ${from}`];
          const leaves = from.startsWith('.') && !normalize(join(dirname(file), from)).startsWith(`${home}/`);
          return leaves ? [`${file} reaches out of ${home} by ${from}`] : [];
        });
      }),
    );
  });

  it('each outside library is imported in its one place', () => {
    expectNone(
      sources.flatMap(({ file, syntax }) => {
        if (isTest(file) || file.startsWith('tests/')) return [];
        return importsOf(syntax).flatMap(({ from, typeOnly }) => {
          const places = onlyIn[from];
          return places === undefined || typeOnly || places.includes(file) ? [] : [`${file} imports ${from}`];
        });
      }),
    );
  });

  it('nothing is called utils, helpers, common, manager or base', () => {
    expectNone(files.filter((file) => /(^|\/)(utils?|helpers?|common|manager|base)([./]|$)/i.test(file)));
  });

  it('no left-overs and no test that runs alone', () => {
    const leftOver = new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X\\b', '\\.only\\('].join('|'));
    expectNone(sources.flatMap(({ file, text }) => (leftOver.test(text) ? [file] : [])));
  });

  it('the edge has no write path to a machine', () => {
    const writes =
      /\bwrite(Coil|Coils|Register|Registers|SingleNode|FC\d+)?\(|\bcallMethod|session\.(write|call)\b|\bmaskWrite/;
    const drivers = sources.filter(({ file }) => file.startsWith('edge-agent/src/drivers/') && !isTest(file));
    expect(drivers.length).toBeGreaterThan(3);
    // A request to read has to get on the wire too: once, and only what encodeRead makes, which has the codes 1 to 4.
    const requestToRead = 'stream.write(encodeRead(request))';
    const rtuLine = 'edge-agent/src/drivers/modbus/rtuLine.ts';
    expectNone(
      drivers.flatMap(({ file, text }) =>
        writes.test(file === rtuLine ? text.replace(requestToRead, '') : text) ? [file] : [],
      ),
    );
  });

  it('every profile has a case', () => {
    const profiles = files.filter((file) => /^config\/profiles\/[^/]+\.yaml$/.test(file));
    expect(profiles.length).toBeGreaterThan(0);
    const cases = readdirSync(join(root, 'tests/cases'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ya?ml|json)$/.test(file))
      .map((file) => readFileSync(join(root, 'tests/cases', file), 'utf8'));
    const name = (file: string): string => file.replace(/^.*\/|\.yaml$/g, '');
    expectNone(profiles.map(name).filter((profile) => !cases.some((text) => text.includes(profile))));
  });

  it('links in documents resolve', () => {
    const documents = files.filter((file) => file.endsWith('.md') && !file.startsWith('tests/cases/'));
    expectNone(
      documents.flatMap((file) =>
        [...text(file).matchAll(/\]\(([^)\s#]+)(#[^)]*)?\)/g)]
          .map((match) => match[1] ?? '')
          .filter((link) => !/^(https?|mailto):/.test(link) && !existsSync(join(root, dirname(file), link)))
          .map((link) => `${file} → ${link}`),
      ),
    );
  });

  it('decisions are numbered one after the other, in name and heading', () => {
    const decisions = files.filter((file) => file.startsWith('docs/decisions/')).sort();
    const numbers = decisions.map((file) => /^# (\d{4}) /.exec(text(file))?.[1] ?? file);
    expect(numbers).toEqual(decisions.map((_, index) => String(index + 1).padStart(4, '0')));
    expectNone(decisions.filter((file, index) => !file.startsWith(`docs/decisions/${numbers[index]}-`)));
  });
});
