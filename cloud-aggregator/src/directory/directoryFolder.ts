// The directory as files: one YAML file per workshop, one per calendar, as a consortium begins with them. Every fault
// of every file is named at once; a workshop that points to a calendar that does not exist is a fault, not closed.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { shiftCalendarSchema } from '@nakamawashi/machine-model';
import { ConfigError, type Fault, loadConfig, messageOf } from '@nakamawashi/runtime';
import type { z } from 'zod';
import { type Directory, emptyDirectory } from './directory.ts';
import { entrySchemas, type Workshop } from './entryKinds.ts';

/**
 * Reads both folders, of which either may be left out. Throws one ConfigError with every fault; the paths of its faults
 * begin with the file's name.
 */
export function loadDirectory(
  workshopFolder: string | null,
  calendarFolder: string | null,
  timeZone: string,
): Directory {
  const faults: Fault[] = [];
  const calendars = readFolder(calendarFolder, shiftCalendarSchema, faults);
  const calendarNames = new Set(yamlFiles(calendarFolder, []).map((file) => basename(file, '.yaml')));
  const workshops = readFolder(workshopFolder, entrySchemas.workshop as z.ZodType<Workshop>, faults);
  for (const [name, { id, calendar }] of workshops) {
    const place = `${name}.yaml`;
    if (id !== name) {
      faults.push({
        path: `${place}: id`,
        line: null,
        found: `"${id}"`,
        expected: `the file's own name, ${name}`,
      });
    }
    if (!calendarNames.has(calendar)) {
      const known = [...calendarNames].sort().join(', ') || 'none is there';
      const expected = `one of the calendars (${known})`;
      faults.push({ path: `${place}: calendar`, line: null, found: `"${calendar}"`, expected });
    }
  }
  if (faults.length > 0) throw new ConfigError(workshopFolder ?? calendarFolder ?? '', faults);
  return { ...emptyDirectory(timeZone), workshops, calendars };
}

function readFolder<T>(folder: string | null, schema: z.ZodType<T>, faults: Fault[]): Map<string, T> {
  const found = new Map<string, T>();
  for (const file of yamlFiles(folder, faults)) {
    try {
      found.set(basename(file, '.yaml'), loadConfig(file, schema));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(
        ...error.faults.map((fault) => ({ ...fault, path: `${basename(file)}: ${fault.path || '(file)'}` })),
      );
    }
  }
  return found;
}

function yamlFiles(folder: string | null, faults: Fault[]): readonly string[] {
  if (folder === null) return [];
  try {
    const names = readdirSync(folder).sort();
    for (const name of names.filter((each) => each.endsWith('.yml'))) {
      faults.push({
        path: name,
        line: null,
        found: 'a name that ends in .yml',
        expected: 'rename it to .yaml',
      });
    }
    return names.filter((name) => name.endsWith('.yaml')).map((name) => join(folder, name));
  } catch (error) {
    const expected = messageOf(error);
    faults.push({ path: folder, line: null, found: 'no readable folder', expected });
    return [];
  }
}
