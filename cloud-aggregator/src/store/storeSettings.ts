// Pure: which store the slots go to, as the configuration file says it: one SQLite file, InfluxDB 1.x or 3 Core, or
// InfluxDB 2.x. A secret stands in a file of its own.
import { z } from 'zod';

const path = z.string().min(1);
const url = z.url({ protocol: /^https?$/, error: 'an address such as http://127.0.0.1:8086 is needed' });
const name = z
  .string()
  .min(1)
  .refine((text) => !/["\\\n]/.test(text), 'a name without quotation marks and backslashes is needed');

/** The checks for the section `store`. */
export const storeSchema = z.union([
  z.strictObject({ sqlite: z.strictObject({ file: path }) }),
  z.strictObject({
    influx1: z.strictObject({
      url,
      database: name,
      username: z.string().min(1).optional(),
      passwordFile: path.optional(),
      /** Days after which the server drops slots; at least the longest time that edges keep theirs. */
      keepSlotsDays: z.int().min(60).max(36_500).optional(),
    }),
  }),
  z.strictObject({
    influx2: z.strictObject({
      url,
      org: name,
      bucket: name,
      recordsBucket: name.optional(),
      tokenFile: path,
    }),
  }),
]);
export type StoreSettings = z.infer<typeof storeSchema>;

/** The same with every path made absolute. */
export function withPaths(store: StoreSettings, absolute: (path: string) => string): StoreSettings {
  if ('sqlite' in store) return { sqlite: { file: absolute(store.sqlite.file) } };
  if ('influx2' in store)
    return { influx2: { ...store.influx2, tokenFile: absolute(store.influx2.tokenFile) } };
  const { passwordFile, ...rest } = store.influx1;
  return {
    influx1: { ...rest, ...(passwordFile === undefined ? {} : { passwordFile: absolute(passwordFile) }) },
  };
}

/** Where it is, without any secret. */
export function placeOf(store: StoreSettings): string {
  if ('sqlite' in store) return store.sqlite.file;
  if ('influx1' in store) return `${store.influx1.url}, database ${store.influx1.database}`;
  return `${store.influx2.url}, bucket ${store.influx2.bucket}`;
}
