// Pure: what an OPC UA item's address and an OPC UA machine's endpoint look like in YAML (docs/profiles.md).
// Promise: namespaces are named by URI and never by index, which differs per server and per restart (standards B.1).
import type { Profile } from '@nakamawashi/machine-model';
import { z } from 'zod';

/** One step of a path: a browse name in a namespace; null is the namespace of OPC UA itself. */
export interface PathStep {
  readonly namespace: string | null;
  readonly name: string;
}

/** A NodeId without index: the namespace's URI, null for that of OPC UA itself, and `i=5` or `s=name`. */
export interface PortableNodeId {
  readonly uri: string | null;
  readonly identifier: string;
}

const nodeIdForm = /^(?:nsu=([^;]+);)?([isgb]=.+)$/;
const notAPath = 'steps joined by "/" are needed, such as mt:Monitoring/mt:MachineTool';
const notANodeId =
  'nsu=URI;s=NAME or nsu=URI;i=NUMBER is needed; an index (ns=…) differs from server to server';

const onePath = z.string().refine((path) => parsePath(path) !== null, notAPath);

/** Paths from the machine object, the first that is there counts; or a NodeId with `{machine}` for its name. */
export const opcuaAddress = z.union([
  z.strictObject({ path: z.union([onePath, z.array(onePath).min(1)]) }),
  z.strictObject({ nodeId: z.string().regex(nodeIdForm, notANodeId) }),
]);
/** A checked OPC UA address. */
export type OpcuaAddress = z.infer<typeof opcuaAddress>;

/** How an OPC UA server is reached; `intervalMs` is how often it samples and publishes. */
export const opcuaEndpoint = z.strictObject({
  url: z.string().regex(/^opc\.tcp:\/\/[^\s/]+/, 'an address such as opc.tcp://192.168.0.10:4840 is needed'),
  machine: z.string().min(1, 'the browse name of the machine is needed').optional(),
  security: z
    .enum(
      ['none', 'sign', 'sign-and-encrypt'],
      '"sign-and-encrypt" is needed, or, where the server has no more, "sign" or "none"',
    )
    .default('sign-and-encrypt'),
  /** The user at the server; without one nobody in particular. */
  username: z.string().min(1, 'the name of a user of the server is needed').optional(),
  passwordFile: z.string().min(1, 'a path is needed').optional(),
  /** Instead of a name and a password: the user's certificate and its key, PEM. */
  userCertificateFile: z.string().min(1, 'a path is needed').optional(),
  userKeyFile: z.string().min(1, 'a path is needed').optional(),
  intervalMs: z.int().min(50, 'at least 50 ms are needed').max(60_000).default(250),
});
/** A checked OPC UA endpoint. */
export type OpcuaEndpoint = z.infer<typeof opcuaEndpoint>;

/** Whether a checked endpoint does without signature and encryption. */
export function isOpenEndpoint(endpoint: unknown): boolean {
  return opcuaEndpoint.parse(endpoint).security === 'none';
}

/** The steps of a path, or null when it is none. */
export function parsePath(path: string): readonly PathStep[] | null {
  const steps = path.split('/').map((step): PathStep => {
    const colon = step.indexOf(':');
    return colon < 0
      ? { namespace: null, name: step }
      : { namespace: step.slice(0, colon), name: step.slice(colon + 1) };
  });
  return steps.every(({ namespace, name }) => name !== '' && namespace !== '') ? steps : null;
}

/** The parts of a NodeId, with the machine's name filled in. Throws when it is none. */
export function parseNodeId(nodeId: string, machine: string): PortableNodeId {
  const match = nodeIdForm.exec(nodeId.replaceAll('{machine}', machine));
  if (match?.[2] === undefined) throw new Error(`${nodeId} is no NodeId: ${notANodeId}`);
  return { uri: match[1] ?? null, identifier: match[2] };
}

/** A NodeId as conditions ask for it: `nsu=URI;i=5`, or `i=5` in the namespace of OPC UA itself. */
export function formatNodeId({ uri, identifier }: PortableNodeId): string {
  return uri === null ? identifier : `nsu=${uri};${identifier}`;
}

/** What an OPC UA profile and its endpoint do not say and should; each with its path in the machine's entry. */
export function checkOpcua(
  profile: Profile,
  endpoint: unknown,
): readonly { readonly path: readonly (string | number)[]; readonly expected: string }[] {
  const addresses = profile.items.map(({ id, address }) => ({ id, address: opcuaAddress.parse(address) }));
  const undeclared = addresses.flatMap(({ id, address }) => {
    const paths = 'path' in address ? [address.path].flat() : [];
    const steps = paths.flatMap((path) => parsePath(path) ?? []);
    return steps.flatMap(({ namespace }) =>
      namespace === null || Object.hasOwn(profile.namespaces, namespace)
        ? []
        : [`item ${id} of this profile uses the namespace "${namespace}", which the profile must declare`],
    );
  });
  const needsName = addresses.some(
    ({ address }) => 'path' in address || address.nodeId.includes('{machine}'),
  );
  const checked = opcuaEndpoint.partial().catch({}).parse(endpoint);
  return [
    ...[...new Set(undeclared)].map((expected) => ({ path: ['profile'], expected })),
    ...userFaults(checked),
    ...(needsName && checked.machine === undefined
      ? [
          {
            path: ['opcua', 'machine'],
            expected: 'the name of the machine on its server is needed by this profile',
          },
        ]
      : []),
  ];
}

type Named = 'username' | 'passwordFile' | 'userCertificateFile' | 'userKeyFile';

/** A user is named in one way, and wholly. */
function userFaults(
  endpoint: {
    readonly [key in Named]?: string | undefined;
  },
): readonly { path: string[]; expected: string }[] {
  const pairs = [
    ['username', 'passwordFile'],
    ['userCertificateFile', 'userKeyFile'],
  ] as const;
  const halves = pairs.flatMap((pair) => {
    const lacking = pair.filter((key) => endpoint[key] === undefined);
    const expected = `${pair.join(' and ')} are needed together, or neither`;
    return lacking.length === 1 ? lacking.map((key) => ({ path: ['opcua', key], expected })) : [];
  });
  const both = pairs.every((pair) => pair.some((key) => endpoint[key] !== undefined));
  const expected = 'a user signs in by a password or by a certificate, not by both';
  return both ? [...halves, { path: ['opcua', 'userCertificateFile'], expected }] : halves;
}
