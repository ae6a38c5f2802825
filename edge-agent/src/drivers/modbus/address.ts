// Pure: what a Modbus item's address and a Modbus machine's endpoint look like in YAML (docs/profiles.md).
// Promise: an address that passes can be read with function codes 1 to 4 and decoded.
import { z } from 'zod';

/** The four tables of the Modbus application protocol; each has its own function code for reading. */
export const tables = ['coil', 'discreteInput', 'holdingRegister', 'inputRegister'] as const;
/** One of the tables. */
export type Table = (typeof tables)[number];

/** Order of the four bytes of a 32-bit value on the wire; the protocol defines none (standards E.2). */
export const wordOrders = ['ABCD', 'CDAB', 'BADC', 'DCBA'] as const;
/** One of the word orders. */
export type WordOrder = (typeof wordOrders)[number];

const types = ['bool', 'uint16', 'int16', 'uint32', 'int32', 'float32'] as const;

/** Where one item lies in a device, counted from zero, and how its bits become a value. */
export const modbusAddress = z
  .strictObject({
    table: z.enum(tables, `one of ${tables.join(', ')} is needed`),
    address: z
      .int('a whole number counted from zero is needed')
      .min(0)
      .max(65_535, 'addresses end at 65535; they are counted from zero'),
    type: z.enum(types, `one of ${types.join(', ')} is needed`),
    wordOrder: z.enum(wordOrders, `one of ${wordOrders.join(', ')} is needed`).optional(),
    bit: z.int().min(0).max(15, 'a register has the bits 0 to 15').optional(),
    scale: z.number().optional(),
    offset: z.number().optional(),
  })
  .superRefine((address, context) => {
    const fault = (key: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [key], message });
    const isBit = isBitTable(address.table);
    const isBool = address.type === 'bool';
    if (isBit && !isBool) fault('type', `a ${address.table} is a bool`);
    if (isBit && address.bit !== undefined) fault('bit', `a ${address.table} has no bits to choose from`);
    if (!isBit && isBool && address.bit === undefined) fault('bit', 'which bit of the register, 0 to 15?');
    if (!isBit && !isBool && address.bit !== undefined) fault('bit', 'a bit of a register has the type bool');
    if (widthOf(address.type) === 1 && address.wordOrder !== undefined) {
      fault('wordOrder', 'only 32-bit values have a word order');
    }
    if (isBool && (address.scale !== undefined || address.offset !== undefined)) {
      fault('scale', 'a bool has neither scale nor offset');
    }
    if (address.address === 65_535 && widthOf(address.type) === 2) {
      fault('address', 'a 32-bit value needs two registers, so 65534 is the last address');
    }
  });
/** A checked Modbus address. */
export type ModbusAddress = z.infer<typeof modbusAddress>;

const parities = ['none', 'even', 'odd'] as const;

/** A serial line, RTU with eight data bits as the protocol wants it. */
const serialLine = z.strictObject({
  path: z.string('the path of the port is needed, best one of /dev/serial/by-id').min(1),
  baudRate: z.int().min(300, 'at least 300 baud are needed').max(1_000_000).default(9_600),
  parity: z.enum(parities, `one of ${parities.join(', ')} is needed`).default('none'),
  stopBits: z.union([z.literal(1), z.literal(2)], '1 or 2 is needed').default(1),
});

const someWay = 'a host is needed (Modbus TCP, or RTU over TCP with framing: rtu), or serial with a path';

/** How a Modbus machine is reached: times in milliseconds, `gapLimit` in addresses; `timeoutMs` is the longest wait. */
export const modbusEndpoint = z
  .strictObject({
    host: z.string('the name or address of the device is needed').min(1).optional(),
    port: z.int().min(1).max(65_535, 'a port is 1 to 65535').optional(),
    framing: z.enum(['tcp', 'rtu'], 'tcp, or rtu for a server that passes a serial line through').optional(),
    serial: serialLine.optional(),
    unit: z.int().min(0).max(255, 'a unit id is 0 to 255').default(1),
    intervalMs: z.int().min(50, 'at least 50 ms are needed').max(60_000).default(1_000),
    timeoutMs: z.int().min(50, 'at least 50 ms are needed').max(60_000).default(1_000),
    gapLimit: z.int().min(0).max(100).default(8),
  })
  .superRefine(({ host, port, framing, serial, unit }, context) => {
    const fault = (path: readonly string[], message: string): void =>
      context.addIssue({ code: 'custom', path: [...path], message });
    if (host === undefined && serial === undefined) fault([], someWay);
    if (serial !== undefined) {
      if (host !== undefined) fault(['host'], 'either a host or serial can be, not both');
      if (port !== undefined) fault(['port'], 'a serial line has no port; its path is written under serial');
      if (framing !== undefined) fault(['framing'], 'a serial line is always rtu; leave this out');
    }
    if ((serial !== undefined || framing === 'rtu') && (unit < 1 || unit > 247)) {
      fault(['unit'], 'a unit on a serial line is 1 to 247');
    }
  });
/** A checked Modbus endpoint. */
export type ModbusEndpoint = z.infer<typeof modbusEndpoint>;

/** The way to a device: what two machines have to have in common to share a connection. */
export type LineAddress =
  | { readonly kind: 'tcp' | 'rtu-over-tcp'; readonly host: string; readonly port: number }
  | ({ readonly kind: 'serial' } & z.infer<typeof serialLine>);

/** The line of a machine, and the name people know it by. */
export function lineOf({ host, port, framing, serial }: ModbusEndpoint): LineAddress & { name: string } {
  if (serial !== undefined) return { kind: 'serial', ...serial, name: serial.path };
  if (host === undefined) throw new Error('BUG: an endpoint passed without a way to it');
  const kind = framing === 'rtu' ? 'rtu-over-tcp' : 'tcp';
  return { kind, host, port: port ?? 502, name: `${host}:${port ?? 502}` };
}

/** What keeps two machines from sharing a serial port: one port has one speed, one parity, one number of stop bits. */
export function serialClash(
  endpoint: unknown,
  other: unknown,
): { readonly path: readonly string[]; readonly expected: string } | null {
  const [own, theirs] = [modbusEndpoint.safeParse(endpoint), modbusEndpoint.safeParse(other)];
  const [line, taken] = [own.data?.serial, theirs.data?.serial];
  if (line === undefined || taken === undefined || line.path !== taken.path) return null;
  const key = (['baudRate', 'parity', 'stopBits'] as const).find((each) => line[each] !== taken[each]);
  if (key === undefined) return null;
  const expected = `one port has one setting: a machine above has ${taken[key]} for ${line.path}`;
  return { path: ['serial', key], expected };
}

/** Whether a table holds single bits. */
export function isBitTable(table: Table): boolean {
  return table === 'coil' || table === 'discreteInput';
}

/** How many addresses a value takes. */
export function widthOf(type: ModbusAddress['type']): 1 | 2 {
  return type === 'uint32' || type === 'int32' || type === 'float32' ? 2 : 1;
}
