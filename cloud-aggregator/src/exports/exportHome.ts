// Pure: where the months' files come from and are kept, as plain values that a worker can be told.
import type { AggregatorConfig } from '../config.ts';
import type { StoreSettings } from '../store/storeSettings.ts';

export interface ExportHome {
  readonly dataDir: string;
  readonly store: StoreSettings;
  readonly kpiFolder: string | undefined;
  readonly timeZone: string;
  readonly issueDay: number;
  readonly freezeDay: number;
}

/** The parts of a configuration that the months' files need. */
export function exportHome({ dataDir, store, timeZone, exports }: AggregatorConfig): ExportHome {
  return {
    dataDir,
    store,
    kpiFolder: exports.kpi,
    timeZone,
    issueDay: exports.issueOnBusinessDay,
    freezeDay: exports.freezeOnBusinessDay,
  };
}
