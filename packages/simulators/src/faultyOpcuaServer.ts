// A small OPC UA server with the nodes of a plain control, whose every fault is in the test's hand: limits, users,
// namespaces in another order, nodes that go and come, subscriptions that end or fall silent, a clock that is wrong.
import {
  type AddressSpace,
  coerceSecurityPolicy,
  DataType,
  MessageSecurityMode,
  MonitoringMode,
  OPCUACertificateManager,
  OPCUAServer,
  SecurityPolicy,
  ServiceFault,
  StatusCodes,
  type Subscription,
  type UAVariable,
  Variant,
} from 'node-opcua';

/** How a server is to be. */
export interface FaultyOptions {
  readonly pkiDir: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Registered before the control's own, so that its index is another. */
  readonly otherNamespaces?: readonly string[];
  /** The most nodes or items in any call; left out: no limits. */
  readonly limit?: number;
  /** The only user and password; left out: anybody. */
  readonly user?: readonly [name: string, password: string];
  /** The only user's certificate, DER; left out: no user signs in by certificate. */
  readonly userCertificate?: Uint8Array;
  /** Names of the policies for what is signed and encrypted; left out: Basic256Sha256. */
  readonly policies?: readonly string[];
  /** Whether it signs without encrypting, and nothing else; left out: it signs and encrypts, or neither. */
  readonly onlySigns?: boolean;
  /** Its certificate and key, as PEM files; left out: it certifies itself. */
  readonly certified?: { readonly certificateFile: string; readonly privateKeyFile: string };
}

/** A running server and its switches. */
export interface FaultyServer {
  readonly url: string;
  readonly port: number;
  readonly namespaces: () => readonly string[];
  /** Sets one of the control's variables, dated by the server's clock. */
  set(name: string, value: string | boolean): void;
  remove(name: string): void;
  restore(name: string): void;
  /** Ends every subscription as an overloaded server does. */
  endSubscriptions(): void;
  /** Goes on with the server's clock and reports nothing of the control's variables any more. */
  deafen(): void;
  /** Answers this service with BadServiceUnsupported; returns how often it was asked. */
  refuse(service: 'TransferSubscriptions' | 'Republish'): () => number;
  /** The most nodes or items that anybody asked for in one call. */
  largestCall(): number;
  /** How the clients' channels that had a session are protected, each way once. */
  securityOf(): readonly string[];
  /** Puts the server's clock ahead of ours. */
  setClock(aheadMs: number): void;
  stop(): Promise<void>;
}

/** The namespace of the profile `opcua-plain-cnc`. */
const namespaceUri = 'urn:nakamawashi:plain-cnc';
const values: Record<string, string | boolean> = {
  Execution: 'ACTIVE',
  Mode: 'AUTOMATIC',
  Alarm: false,
  PowerOn: true,
};

/** Listens on loopback with a control named `mc-1` in production. */
export async function startFaultyServer(options: FaultyOptions): Promise<FaultyServer> {
  const server = await createServer(options);
  await server.initialize();
  const space = server.engine.addressSpace;
  if (space === null) throw new Error('no address space');
  for (const uri of options.otherNamespaces ?? []) space.registerNamespace(uri);
  space.registerNamespace(namespaceUri);
  let aheadMs = 0;
  const now = (): Date => new Date(Date.now() + aheadMs);
  const variables = new Map<string, UAVariable>();
  const set = (name: string, value: string | boolean): void => {
    const dataType = typeof value === 'boolean' ? DataType.Boolean : DataType.String;
    variables.get(name)?.setValueFromSource({ dataType, value }, StatusCodes.Good, now());
  };
  const restore = (name: string): void => {
    variables.set(name, addVariable(space, name));
    set(name, values[name] ?? false);
  };
  for (const name of Object.keys(values)) restore(name);
  const largestCall = countCalls(server);
  const secured = new Set<string>();
  server.on('session_activated', (session) => {
    const { channel } = session;
    if (channel == null) return;
    const policy = String(channel.securityPolicy).split('#')[1] ?? '';
    secured.add(`${MessageSecurityMode[channel.securityMode]} ${policy}`.trim());
  });
  await server.start();
  const subscriptions = (): readonly Subscription[] =>
    Object.values(server.engine.getSessions()).flatMap((session) => [...session.publishEngine.subscriptions]);
  return {
    url: server.getEndpointUrl(),
    port: Number(new URL(server.getEndpointUrl()).port),
    namespaces: () => space.getNamespaceArray().map((each) => each.namespaceUri),
    set,
    restore,
    remove: (name) => {
      const variable = variables.get(name);
      if (variable !== undefined) space.deleteNode(variable);
    },
    endSubscriptions: () => {
      for (const each of subscriptions()) each.terminate();
    },
    deafen: () => {
      for (const each of subscriptions())
        for (const item of monitoredItemsOf(each))
          if (item.node?.nodeId.namespace !== 0) item.setMonitoringMode(MonitoringMode.Disabled);
    },
    largestCall,
    securityOf: () => [...secured],
    refuse: (service) => refuse(server, `_on_${service}Request`),
    setClock: (ahead) => {
      aheadMs = ahead;
      const time = space.findNode('i=2258') as UAVariable;
      time.bindVariable({ get: () => new Variant({ dataType: DataType.DateTime, value: now() }) }, true);
    },
    stop: () => server.shutdown(0),
  };
}

/** The library keeps them to itself. */
function monitoredItemsOf(subscription: Subscription): readonly MonitoredItemLike[] {
  const { monitoredItems } = subscription as unknown as {
    monitoredItems: ReadonlyMap<number, MonitoredItemLike>;
  };
  return [...monitoredItems.values()];
}

interface MonitoredItemLike {
  readonly node: { readonly nodeId: { readonly namespace: number } } | null;
  setMonitoringMode(mode: MonitoringMode): void;
}

async function createServer(options: FaultyOptions): Promise<OPCUAServer> {
  const { pkiDir, port = 0, limit, user, userCertificate } = options;
  const policies = (options.policies ?? ['Basic256Sha256']).map((name) => coerceSecurityPolicy(name));
  const certificates = new OPCUACertificateManager({
    rootFolder: pkiDir,
    automaticallyAcceptUnknownCertificate: true,
  });
  await certificates.initialize();
  return new OPCUAServer({
    host: '127.0.0.1',
    hostname: '127.0.0.1',
    port,
    resourcePath: '',
    serverCertificateManager: certificates,
    ...options.certified,
    userCertificateManager: await userTrust(pkiDir, userCertificate),
    serverInfo: { applicationUri: 'urn:nakamawashi:faulty-server' },
    securityModes: [
      MessageSecurityMode.None,
      options.onlySigns === true ? MessageSecurityMode.Sign : MessageSecurityMode.SignAndEncrypt,
    ],
    securityPolicies: [SecurityPolicy.None, ...policies],
    ...(limit === undefined ? {} : { serverCapabilities: { operationLimits: limitsOf(limit) } }),
    ...(userCertificate === undefined ? {} : { allowAnonymous: false }),
    ...(user === undefined
      ? {}
      : {
          allowAnonymous: false,
          userManager: {
            isValidUser: (name: string, password: string) => name === user[0] && password === user[1],
          },
        }),
  });
}

/** Only the user whose certificate was given may come in. */
async function userTrust(
  pkiDir: string,
  certificate: Uint8Array | undefined,
): Promise<OPCUACertificateManager> {
  const users = new OPCUACertificateManager({
    rootFolder: `${pkiDir}-users`,
    automaticallyAcceptUnknownCertificate: false,
  });
  await users.initialize();
  if (certificate !== undefined) await users.trustCertificate(Buffer.from(certificate));
  return users;
}

function limitsOf(limit: number): Record<string, number> {
  return {
    maxNodesPerRead: limit,
    maxNodesPerBrowse: limit,
    maxNodesPerTranslateBrowsePathsToNodeIds: limit,
    maxMonitoredItemsPerCall: limit,
  };
}

function addVariable(space: AddressSpace, name: string): UAVariable {
  const namespace = space.getNamespace(namespaceUri);
  return namespace.addVariable({
    organizedBy: space.rootFolder.objects,
    browseName: name,
    nodeId: `s=mc-1.${name}`,
    dataType: typeof values[name] === 'boolean' ? DataType.Boolean : DataType.String,
    accessLevel: 'CurrentRead',
    userAccessLevel: 'CurrentRead',
  });
}

/** Replaces services of the server by refusals. */
function refuse(server: OPCUAServer, service: string): () => number {
  let asked = 0;
  const table = server as unknown as Record<string, unknown>;
  if (typeof table[service] !== 'function') throw new Error(`the library has no ${service} any more`);
  table[service] = (message: { request: unknown }, channel: SendsResponses): void => {
    asked += 1;
    const fault = new ServiceFault({
      responseHeader: { serviceResult: StatusCodes.BadServiceUnsupported },
    });
    channel.send_response('MSG', fault, message);
  };
  return () => asked;
}

/** Listens to the services that take lists. */
function countCalls(server: OPCUAServer): () => number {
  let largest = 0;
  const lists = {
    _on_ReadRequest: 'nodesToRead',
    _on_BrowseRequest: 'nodesToBrowse',
    _on_TranslateBrowsePathsToNodeIdsRequest: 'browsePaths',
    _on_CreateMonitoredItemsRequest: 'itemsToCreate',
  };
  const table = server as unknown as Record<string, unknown>;
  for (const [service, list] of Object.entries(lists)) {
    const serve = table[service];
    if (typeof serve !== 'function') throw new Error(`the library has no ${service} any more`);
    table[service] = (message: { request: Record<string, unknown[] | null> }, channel: unknown): unknown => {
      largest = Math.max(largest, message.request[list]?.length ?? 0);
      return serve.call(server, message, channel);
    };
  }
  return () => largest;
}

interface SendsResponses {
  send_response(type: string, response: ServiceFault, message: unknown): void;
}
