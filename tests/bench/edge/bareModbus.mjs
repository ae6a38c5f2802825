// The least that reads the same over Modbus: modbus-serial and mqtt, one message per machine and scan, nothing else.
// In JavaScript, because that is what a script would be written in.
import modbus from 'modbus-serial';
import mqtt from 'mqtt';

const { broker, machines } = JSON.parse(process.argv[2]);
const client = mqtt.connect(broker);

for (const { id, port } of machines) {
  const machine = new modbus.default();
  machine
    .connectTCP('127.0.0.1', { port })
    .then(() => {
      machine.setID(1);
      machine.setTimeout(1_000);
      const scan = async () => {
        const { data } = await machine.readHoldingRegisters(0, 20);
        client.publish(`bare/${id}`, JSON.stringify(data));
      };
      void scan();
      setInterval(scan, 1_000);
    })
    .catch((error) => {
      throw error;
    });
}
