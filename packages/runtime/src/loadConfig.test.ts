// Configuration faults: all at once, each with path, line, what was found and what would be right.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, loadConfig, printFaults } from './loadConfig.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const schema = z.strictObject({
  name: z.string(),
  machines: z.array(
    z.strictObject({
      id: z.string(),
      at: z.union([
        z.strictObject({ modbus: z.strictObject({ host: z.string(), port: z.int().min(1).max(65535) }) }),
        z.strictObject({ opcua: z.strictObject({ url: z.string() }) }),
      ]),
    }),
  ),
});

function faultsOf(text: string): ConfigError {
  const file = join(folder, 'config.yaml');
  writeFileSync(file, text);
  try {
    loadConfig(file, schema);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe('loadConfig', () => {
  it('returns the checked value', () => {
    const file = join(folder, 'good.yaml');
    writeFileSync(file, 'name: a\nmachines: []\n');
    expect(loadConfig(file, schema)).toEqual({ name: 'a', machines: [] });
  });

  it('names every fault with its path and line', () => {
    const error = faultsOf(
      [
        'nam: a',
        'machines:',
        '  - id: 7',
        '    at: { modbus: { host: h, port: 70000 } }',
        '    colour: red',
      ].join('\n'),
    );
    const places = error.faults.map(({ path, line, found }) => [path, line, found]);
    expect(places).toContainEqual(['name', 1, 'nothing']);
    expect(places).toContainEqual(['nam', 1, '"a"']);
    expect(places).toContainEqual(['machines[0].id', 3, '7']);
    expect(places).toContainEqual(['machines[0].at.modbus.port', 4, '70000']);
    expect(places).toContainEqual(['machines[0].colour', 5, '"red"']);
    expect(printFaults(error).split('\n')).toHaveLength(6);
  });

  it('tells a file that is not there and a text that is not YAML', () => {
    expect(() => loadConfig(join(folder, 'none.yaml'), schema)).toThrow(ConfigError);
    expect(faultsOf('a: [1\nb: }').faults[0]?.found).toBe('text that is not YAML');
    expect(faultsOf('name: a\nname: b\nmachines: []').faults[0]?.expected).toMatch(/unique/i);
  });

  it('never fails in any other way, whatever the file holds', () => {
    const file = join(folder, 'fuzz.yaml');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        writeFileSync(file, text);
        try {
          loadConfig(file, schema);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
      { numRuns: 300 },
    );
  });
});
