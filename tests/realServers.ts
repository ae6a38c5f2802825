// Tests against real programs (mosquitto, chromium, socat …): used where installed, named as skipped where not.
// With REQUIRE_REAL=1 every such skip is a failure, so that a run in a full workshop proves that nothing was left out.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

/** Administrators' folders: servers live there and are often missing from an ordinary user's PATH. */
const serverFolders = ['/usr/local/sbin', '/usr/sbin', '/usr/local/bin', '/usr/bin'];

/** The full path of an installed program, or null when this machine does not have it. */
export function present(binary: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...serverFolders];
  for (const folder of folders) {
    const path = join(folder, binary);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder; the next one may have it.
    }
  }
  return null;
}

/** A group of tests that need an installed program; `body` declares them and is given the program's path. */
export function describeReal(binary: string, title: string, body: (path: string) => void): void {
  describeFound(binary, present(binary), title, body);
}

/** The same for what is found in another way than by a program's name; `path` is null where it is not. */
export function describeFound(
  what: string,
  path: string | null,
  title: string,
  body: (path: string) => void,
): void {
  if (path !== null) describe(title, () => body(path));
  else describe(title, () => missing(what, title));
}

function missing(binary: string, title: string): void {
  const reason = `${title} [${binary} is not installed]`;
  if (process.env['REQUIRE_REAL'] === '1') {
    it(reason, () => {
      throw new Error(`REQUIRE_REAL=1 wants ${binary}: install it, or run without REQUIRE_REAL`);
    });
  } else {
    it.skip(reason, () => undefined);
  }
}
