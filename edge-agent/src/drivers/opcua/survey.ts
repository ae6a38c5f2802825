// What stands on an OPC UA server, for the day of installation: its machines, which profiles fit them, and variables
// that may tell their state. It browses and reads, as far as a bound that is told when it is met.
import type { Profile, Value } from '@nakamawashi/machine-model';
import { browseChildren, type Contact, readValues } from './contact.ts';
import { findItems, listMachines, type MachineObject } from './findNodes.ts';
import { plainValue } from './value.ts';

/** A variable below a machine. */
interface Candidate {
  /** Browse names from the machine on, joined by `/`. */
  readonly path: string;
  /** As a profile's `nodeId` wants it. */
  readonly address: string;
  readonly value: Value;
}

/** A profile whose required items all are there. */
interface Fit {
  readonly profile: string;
  readonly found: number;
  readonly items: number;
}

/** A machine, or what may be one. */
export interface SurveyedMachine {
  readonly name: string;
  readonly place: string;
  /** What it says of its maker, model and number. */
  readonly identification: readonly string[];
  /** The best first. */
  readonly fits: readonly Fit[];
  readonly candidates: readonly Candidate[];
  /** There was more to see than was looked at. */
  readonly isCut: boolean;
}

/** All of it. */
export interface Survey {
  readonly namespaces: readonly string[];
  readonly machines: readonly SurveyedMachine[];
}

const mostNodes = 2_000;
const deepest = 7;
const telling =
  /state|status|exec|run|mode|alarm|error|fault|auto|cycle|count|parts|program|power|lamp|signal|warmup/i;
const quiet = /transition|identification|available|guard|dialog|confirmed|acked|enabledstate/i;

/** Looks at every machine and tries every profile on it. */
export async function survey(contact: Contact, profiles: readonly Profile[]): Promise<Survey> {
  const machines: SurveyedMachine[] = [];
  for (const machine of await listMachines(contact)) {
    const { variables, isCut } = await walk(contact, machine.nodeId);
    const fits: Fit[] = [];
    for (const profile of profiles) fits.push(...(await tryProfile(contact, machine, profile)));
    const { name, place } = machine;
    const told = variables.filter(({ path }) => telling.test(path) && !quiet.test(path));
    const candidates = await withValues(contact, told);
    const named = await withValues(contact, variables.filter(isName));
    const identification = named.flatMap(({ value }) => (typeof value === 'string' && value ? [value] : []));
    fits.sort((a, b) => b.found - a.found);
    machines.push({ name, place, identification, fits, candidates, isCut });
  }
  // A folder with nothing to tell is no machine.
  const worth = machines.filter(({ fits, candidates }) => fits.length + candidates.length > 0);
  return { namespaces: contact.namespaces, machines: worth };
}

interface Variable {
  readonly path: string;
  readonly nodeId: string;
}

function isName({ path }: Variable): boolean {
  return /^(Identification|MachineryBuildingBlocks\/Identification)\/(Manufacturer|Model|SerialNumber)$/.test(
    path,
  );
}

/** Every variable below a node, the nearest first. */
async function walk(
  contact: Contact,
  start: string,
): Promise<{ readonly variables: readonly Variable[]; readonly isCut: boolean }> {
  const seen = new Set([start]);
  const variables: Variable[] = [];
  let level: readonly Variable[] = [{ path: '', nodeId: start }];
  for (let depth = 0; depth < deepest && level.length > 0 && seen.size < mostNodes; depth++) {
    const parents = level;
    const children = await browseChildren(
      contact,
      parents.map(({ nodeId }) => nodeId),
    );
    const next: Variable[] = [];
    for (const [index, references] of children.entries()) {
      const above = parents[index]?.path ?? '';
      for (const { nodeId, nodeClass, browseName } of references) {
        const child = { path: [above, browseName.name].filter(Boolean).join('/'), nodeId: nodeId.toString() };
        if (seen.has(child.nodeId)) continue;
        seen.add(child.nodeId);
        next.push(child);
        if (Number(nodeClass) === 2) variables.push(child);
      }
    }
    level = next;
  }
  return { variables, isCut: level.length > 0 };
}

async function withValues(contact: Contact, variables: readonly Variable[]): Promise<readonly Candidate[]> {
  const { opcua, namespaces } = contact;
  const values = await readValues(
    contact,
    variables.map(({ nodeId }) => nodeId),
  );
  return variables.flatMap(({ path, nodeId }, index) => {
    const data = values[index];
    const address = plainValue({ type: 'NodeId', isScalar: true, value: nodeId }, namespaces);
    if (data === undefined || typeof address !== 'string') return [];
    const { dataType, arrayType, value } = data.value;
    const isScalar = arrayType === opcua.VariantArrayType.Scalar;
    return [
      { path, address, value: plainValue({ type: opcua.DataType[dataType], isScalar, value }, namespaces) },
    ];
  });
}

/** A profile whose required items are all there; a node that is named and not there cannot be read at all. */
async function tryProfile(
  contact: Contact,
  { name, nodeId }: MachineObject,
  profile: Profile,
): Promise<readonly Fit[]> {
  const found = await findItems(contact, profile, { machine: name, start: nodeId });
  const asked = found.flatMap(({ item, nodeId: node }) => (node === null ? [] : [{ item, node }]));
  const values = await readValues(
    contact,
    asked.map(({ node }) => node),
  );
  const there = new Set(
    asked.filter((_, index) => isThere(values[index]?.statusCode.value)).map(({ item }) => item),
  );
  const isFit = profile.items.every(({ id, optional }) => optional || there.has(id));
  return isFit && there.size > 0
    ? [{ profile: profile.id, found: there.size, items: profile.items.length }]
    : [];
}

function isThere(status: number | undefined): boolean {
  return status !== undefined && status !== 0x80330000 && status !== 0x80340000;
}
