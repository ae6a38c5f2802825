// The description of the HTTP interface: it is OpenAPI, it tells of every route and of no other, and real answers
// have the shapes that it promises.
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answers } from '../../cloud-aggregator/src/api/answers.ts';
import { routeAccess } from '../../cloud-aggregator/src/people/routeAccess.ts';
import { connectEdge, pastSlot, startAggregator, type TestAggregator, type TestEdge } from './testEdge.ts';

let aggregator: TestAggregator;
let edge: TestEdge;
beforeAll(async () => {
  aggregator = await startAggregator();
  edge = await connectEdge({ port: aggregator.brokerPort, password: aggregator.password });
  const slot = pastSlot('lathe-1', 0);
  await edge.send({ slots: [slot], follows: null, oldest: slot.start });
});
afterAll(async () => {
  edge.drop();
  await aggregator.stop();
  aggregator.remove();
});

const pages = new Set(['GET /', 'GET /*']);

describe('the description of the interface', () => {
  it('is OpenAPI, and tells of every route and of no other', async () => {
    const description = (await (await fetch(`${aggregator.url}/api/docs`)).json()) as Record<string, unknown>;
    const outcome = await new Validator().validate(description);
    expect(outcome.valid, JSON.stringify(outcome.errors)).toBe(true);
    const told = Object.entries(description['paths'] as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const routes = Object.keys(routeAccess).filter((route) => !pages.has(route));
    // Where boxes cannot enrol those two routes are not there.
    const here = routes.filter((route) => !route.includes('/api/enrolment'));
    expect(told.toSorted()).toEqual(here.toSorted());
    expect(Object.keys(answers).toSorted()).toEqual(routes.toSorted());
  });

  it('promises what the routes answer', async () => {
    const paths = {
      'GET /health': '/health',
      'GET /api/machines': '/api/machines',
      'GET /api/utilisation': '/api/utilisation?from=2026-11-01&until=2026-11-03&by=machine&bucket=day',
      'GET /api/session': '/api/session',
    };
    for (const [route, path] of Object.entries(paths)) {
      const answer = await fetch(`${aggregator.url}${path}`);
      expect(answer.ok, route).toBe(true);
      expect(() => answers[route]?.answer?.parse(undefined), route).toThrow();
      answers[route]?.answer?.parse(await answer.json());
    }
  });
});
