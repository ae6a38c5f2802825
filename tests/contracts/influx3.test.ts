// The store's contract on InfluxDB 3 Core through the interface of 1.x that it keeps: on a strict stand-in of what it
// publishes, and on a real server of that kind where one is given (`npm run test:store -- --influx3 URL --token …`).
import { expect, it } from 'vitest';
import { openInflux1 } from '../../cloud-aggregator/src/store/influx1.ts';
import { openPointStore } from '../../cloud-aggregator/src/store/pointStore.ts';
import { givenContracts } from '../store/givenServers.ts';
import { startInflux3Double } from '../store/influx3Double.ts';
import { basic, sendOlder } from './olderTally.ts';
import { storeContract } from './store.ts';

const options = { now: () => 1_000, isOurs: () => true };

storeContract('the InfluxDB 3 store', async () => {
  const { url, token, stop } = await startInflux3Double(['nakamawashi']);
  const settings = { url, database: 'nakamawashi', username: 'any', password: token };
  const address = `${url}/write?db=nakamawashi&precision=ms`;
  return {
    open: () => openPointStore(openInflux1(settings), options),
    putOlder: (day) => sendOlder(address, basic('any', token), day),
    remove: stop,
  };
});

it('says what a person must make on InfluxDB 3, which makes no database by itself', async () => {
  const { url, token, stop } = await startInflux3Double([]);
  const settings = { url, database: 'ota', username: 'any', password: token };
  await expect(openPointStore(openInflux1(settings), options)).rejects.toThrow(
    /there is no database "ota".*make it on the server/,
  );
  const wrong = { ...settings, password: 'another' };
  await expect(openPointStore(openInflux1(wrong), options)).rejects.toThrow(/401/);
  await stop();
});

givenContracts('influx3');
