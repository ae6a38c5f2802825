// `GET /api/docs`: the whole HTTP interface as OpenAPI 3.1, made from the routes' own checks, the table of access and
// the table of answers, so that it cannot tell of a route that is not there.
import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { jsonSchemaTransform, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { accessOf } from '../people/routeAccess.ts';
import { answers, refusal } from './answers.ts';

type Transform = typeof jsonSchemaTransform;

/** Before the routes, which it watches as they are added. */
export async function beginApiDocs(server: FastifyInstance): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Nakamawashi',
        version: '0.1.0',
        description:
          'Spare capacity and utilisation of the machines of a consortium. People sign in by a session cookie, ' +
          'programs send a token. A request with an unknown field is answered by 400 with the field’s name.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'session',
            description: 'made by POST /api/session',
          },
          token: { type: 'http', scheme: 'bearer', description: 'made by `aggregator token add`' },
        },
      },
    },
    transform: described,
  });
}

/** After the routes. */
export function addApiDocs(server: FastifyInstance): void {
  const typed = server.withTypeProvider<ZodTypeProvider>();
  typed.get('/api/docs', { schema: { querystring: z.strictObject({}) } }, () => server.swagger());
}

const described: Transform = (given) => {
  const { route, url } = given;
  const method = [route.method].flat()[0] ?? 'GET';
  const access = accessOf(method, url);
  const answer = answers[`${method} ${url}`];
  if (answer === undefined || access === undefined) {
    return { ...jsonSchemaTransform(given), schema: { hide: true } as FastifySchema };
  }
  const { schema, url: path } = jsonSchemaTransform(given);
  const told = {
    ...schema,
    summary: answer.summary,
    tags: [url.startsWith('/api/') ? (url.split('/')[2] ?? '') : 'service'],
    security: access.everybody
      ? []
      : [{ session: [] }, ...(access.scope === undefined ? [] : [{ token: [access.scope] }])],
    response: { '2xx': bodyOf(answer), default: jsonBody('Refused, with the reason in words.', refusal) },
  };
  return { schema: told as FastifySchema, url: path };
};

function bodyOf({ summary, answer, media }: (typeof answers)[string]) {
  if (answer !== undefined) return jsonBody(summary, answer);
  if (media === undefined) return { description: summary };
  return { description: summary, content: { [media]: { schema: { type: 'string' } } } };
}

function jsonBody(description: string, shape: z.ZodType) {
  return {
    description,
    content: { 'application/json': { schema: z.toJSONSchema(shape, { io: 'output' }) } },
  };
}
