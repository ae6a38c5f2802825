// The plans' key figures as files, one for each plan; every fault of every file is named at once.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ConfigError, type Fault, loadConfig, messageOf } from '@nakamawashi/runtime';
import { type KpiSet, kpiSetSchema } from './kpiSet.ts';

/** The sets of a folder by name; none without a folder. Throws one ConfigError with every fault. */
export function loadKpiSets(folder: string | undefined): readonly KpiSet[] {
  if (folder === undefined) return [];
  const faults: Fault[] = [];
  const sets = yamlFiles(folder).flatMap((name): readonly KpiSet[] => {
    try {
      return [{ id: basename(name, '.yaml'), ...loadConfig(join(folder, name), kpiSetSchema) }];
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(...error.faults.map((fault) => ({ ...fault, path: `${name}: ${fault.path || '(file)'}` })));
      return [];
    }
  });
  if (faults.length > 0) throw new ConfigError(folder, faults);
  return sets;
}

function yamlFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .sort();
  } catch (error) {
    throw new ConfigError(folder, [
      { path: folder, line: null, found: 'no readable folder', expected: messageOf(error) },
    ]);
  }
}
