// The least that reads the same over OPC UA: node-opcua-client and mqtt, one message per publication, nothing else.
// In JavaScript, because that is what a script would be written in.
import mqtt from 'mqtt';
import { OPCUACertificateManager } from 'node-opcua-certificate-manager';
import { AttributeIds, ClientSubscription, OPCUAClient, TimestampsToReturn } from 'node-opcua-client';

const { broker, machines, dataDir } = JSON.parse(process.argv[2]);
const client = mqtt.connect(broker);
const clientCertificateManager = new OPCUACertificateManager({ rootFolder: dataDir });
await clientCertificateManager.initialize();

async function watch({ id, port }) {
  const opcua = OPCUAClient.create({ clientCertificateManager, endpointMustExist: false });
  await opcua.connect(`opc.tcp://127.0.0.1:${port}`);
  const session = await opcua.createSession();
  const subscription = ClientSubscription.create(session, {
    requestedPublishingInterval: 1_000,
    publishingEnabled: true,
    requestedMaxKeepAliveCount: 10,
    requestedLifetimeCount: 100,
  });
  const namespaces = await session.readNamespaceArray();
  const index = namespaces.indexOf('urn:bench');
  const nodes = Array.from({ length: 20 }, (_, item) => ({
    nodeId: `ns=${index};s=v${item}`,
    attributeId: AttributeIds.Value,
  }));
  const group = await subscription.monitorItems(
    nodes,
    { samplingInterval: 1_000, queueSize: 1 },
    TimestampsToReturn.Source,
  );
  const values = nodes.map(() => null);
  let isDue = false;
  group.on('changed', (_, { value }, item) => {
    values[item] = value.value;
    if (isDue) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      client.publish(`bare/${id}`, JSON.stringify(values));
    });
  });
}

await Promise.all(machines.map(watch));
