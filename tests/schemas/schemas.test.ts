// The schemas that editors use are the checks that load the files: as they are now, and named by the files.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { schemaFiles } from './schemaFiles.ts';

const config = join(import.meta.dirname, '../../config');

describe('schemas for editors', () => {
  it('are those of the checks; otherwise run: npm run schemas', () => {
    for (const [name, text] of schemaFiles()) {
      expect(readFileSync(join(config, 'schemas', name), 'utf8'), name).toBe(text);
    }
    expect(readdirSync(join(config, 'schemas')).sort()).toEqual([...schemaFiles().keys()].sort());
  });

  it('are named by every file that an editor may open', () => {
    const files = [
      ...readdirSync(join(config, 'profiles')).map((name) => [`profiles/${name}`, '../schemas/profile']),
      ...readdirSync(join(config, 'calendars')).map((name) => [`calendars/${name}`, '../schemas/calendar']),
      ...readdirSync(join(config, 'kpi')).map((name) => [`kpi/${name}`, '../schemas/kpi']),
      ['edge-agent.yaml', './schemas/edge-agent'],
      ['cloud-aggregator.yaml', './schemas/cloud-aggregator'],
      ['simulators.yaml', './schemas/simulation'],
    ] as const;
    for (const [file = '', schema = ''] of files) {
      const [first] = readFileSync(join(config, file), 'utf8').split('\n');
      expect(first, file).toBe(`# yaml-language-server: $schema=${schema}.schema.json`);
    }
  });
});
