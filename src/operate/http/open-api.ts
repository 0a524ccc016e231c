// The API as OpenAPI 3.1, made of the rows of the verbs, for programs and for generators of clients.

import { type ConversionConfig, toJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { commonErrors, type ErrorCode, errorCodes } from '../errors.ts'
import { wrappedOf } from '../fields.ts'
import { problem as finding } from '../report.ts'
import { verbs } from '../table.ts'
import type { RouteRow, Verb } from '../verb.ts'
import { BASE, isInApi, routesOf } from './api.ts'
import { eventKinds, eventsRequest } from './events.ts'
import { loginRequest, meResult, waysResult } from './login.ts'

type Json = { readonly [key: string]: unknown }

const problemContent: Json = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
}

/** JSON Schema as OpenAPI 3.1 has it, of the values that a client writes, not of what a schema makes of them. */
const CONFIG: ConversionConfig = {
  ...{ target: 'draft-2020-12', typeMode: 'input', errorMode: 'ignore' },
  // The words by which a field is given on the command line.
  ignoreActions: ['metadata'],
}

export function openApi(version: string): Json {
  const paths: { [path: string]: { [method: string]: Json } } = {}
  for (const verb of verbs.filter(isInApi))
    for (const [i, route] of routesOf(verb).entries()) {
      const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
      paths[path] ??= {}
      paths[path][route.method.toLowerCase()] = operationOf(verb, route, i)
    }
  Object.assign(paths, peoplesPaths(), eventsPath())
  return {
    openapi: '3.1.0',
    info: { title: 'Janus', version, description: 'What can be asked of a running Janus, and done with it.' },
    servers: [{ url: '/', description: 'This server.' }],
    security: [{ bearer: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token of "http: {token-file: …}", or one of a user.',
        },
        session: {
          ...{ type: 'apiKey', in: 'cookie', name: '__Host-janus' },
          description:
            'The cookie of a login, called janus-session on the loopback without TLS. A request that changes something needs the header "X-Janus-Request: 1" beside it.',
        },
      },
      schemas: { Problem: problem },
    },
  }
}

/** The paths that are no verbs: login, logout, and who am I. */
function peoplesPaths(): { readonly [path: string]: Json } {
  const done = (description: string, more: Json = {}) => ({ description, ...more })
  const refused = (...codes: ErrorCode[]) => problemsIn(codes)
  const body = { required: true, content: { 'application/json': { schema: schemaOf(loginRequest) } } }
  const ways = { content: { 'application/json': { schema: schemaOf(waysResult) } } }
  const me = { content: { 'application/json': { schema: schemaOf(meResult) } } }
  const about = (operationId: string, summary: string) => ({ operationId, summary, tags: ['people'], parameters: [] })
  return {
    [`${BASE}/login`]: {
      post: {
        ...about('login', 'a session begins, for who has a password'),
        ...{ requestBody: body, security: [] },
        responses: {
          204: done('The cookie of the session came with it.'),
          ...refused('bad-request', 'no-token', 'forbidden', 'too-often', 'busy'),
          ...unread,
        },
      },
    },
    [`${BASE}/login/ways`]: {
      get: {
        ...about('ways', 'by what people log in here'),
        security: [],
        responses: { 200: done('Done.', ways), ...refused('forbidden') },
      },
    },
    [`${BASE}/logout`]: {
      post: {
        ...about('logout', 'the session ends'),
        responses: {
          204: done('It has ended.'),
          ...refused('bad-request', 'no-token', 'forbidden', 'too-often'),
          ...unread,
        },
      },
    },
    [`${BASE}/me`]: {
      get: {
        ...about('me', 'who asks, and what he may see and do'),
        responses: { 200: done('Done.', me), ...refused('no-token', 'forbidden', 'too-often') },
      },
    },
  }
}

/** The path of the stream of events, which has no end. */
function eventsPath(): { readonly [path: string]: Json } {
  const stream = {
    schema: { type: 'string', description: `Events called ${eventKinds.join(', ')}; each has JSON as its data.` },
  }
  return {
    [`${BASE}/events`]: {
      get: {
        ...{ operationId: 'events', summary: 'what happens, as it happens, as far as you may see it', tags: ['reads'] },
        parameters: Object.entries(eventsRequest).map(([name, entry]) => parameterOf('query', name, entry)),
        responses: {
          200: { description: 'It goes on until one of both ends it.', content: { 'text/event-stream': stream } },
          ...problemsIn(['bad-request', 'no-token', 'too-often', 'forbidden', 'no-view', 'busy']),
        },
      },
    },
  }
}

function operationOf(verb: Verb, route: RouteRow, number: number): Json {
  const { name, about, command, effect, gives, result, request } = verb
  const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, field]) => field!)
  const rest = Object.entries(request).filter(([key]) => !inPath.includes(key))
  const inQuery = route.method === 'GET' || route.method === 'DELETE' ? rest : []
  const body = inQuery.length === 0 && rest.length > 0 ? v.object(Object.fromEntries(rest)) : undefined
  const schema = schemaOf(gives === 'many' ? v.array(result) : result)
  return {
    operationId: number === 0 ? name : `${name}-${number}`,
    summary: command?.summary ?? about ?? name,
    ...(command?.more !== undefined && { description: command.more }),
    tags: [effect === 'reads' ? 'reads' : 'changes'],
    'x-janus-right': verb.right,
    parameters: [
      ...inPath.map((field) => parameterOf('path', field, request[field]!)),
      ...inQuery.map(([field, entry]) => parameterOf('query', field, entry)),
      ...(effect === 'changes' ? [ifMatch] : []),
    ],
    ...(body && {
      requestBody: {
        required: rest.some(([, entry]) => !isOptional(entry)),
        content: { 'application/json': { schema: schemaOf(body) } },
      },
    }),
    responses: {
      200: {
        description: 'Done.',
        headers: {
          ETag: { description: 'What was served when this was answered.', schema: { type: 'string' } },
          ...(gives === 'many' && {
            Link: { description: 'The next page, where there is one.', schema: { type: 'string' } },
          }),
        },
        content: { 'application/json': { schema } },
      },
      ...problemsOf(verb),
      ...(route.method !== 'GET' && unread),
    },
  }
}

/** Of any body, before a verb sees it; the code is "bad-request" here too. */
const unread: Json = Object.fromEntries(
  [
    ['413', 'bad-request: the body has too many octets'],
    ['415', 'bad-request: the body is neither JSON nor text'],
  ].map(([status, description]) => [status, { description, content: problemContent }]),
)

function parameterOf(where: 'path' | 'query', name: string, entry: v.ObjectEntries[string]): Json {
  const { description: _, ...schema } = schemaOf(entry)
  // The conversion of a pipe ends where it makes something else of the value, and that may be before its description.
  const description = v.getDescription(wrappedOf(entry))
  return {
    ...{ name, in: where },
    required: where === 'path' || !isOptional(entry),
    ...(description !== undefined && { description }),
    schema,
  }
}

const ifMatch: Json = {
  ...{ name: 'If-Match', in: 'header', required: false },
  description: 'An ETag: the change is made only while the same is served.',
  schema: { type: 'string' },
}

function isOptional(entry: v.ObjectEntries[string]): boolean {
  return entry.type === 'optional'
}

/** The JSON Schema, without "$schema", which the document has once. */
function schemaOf(schema: v.ObjectEntries[string]): Json {
  const { $schema: _, ...rest } = toJsonSchema(schema as v.GenericSchema, CONFIG)
  return rest
}

function problemsOf({ errors }: Verb): Json {
  return problemsIn([...commonErrors, ...errors])
}

function problemsIn(codes: readonly ErrorCode[]): Json {
  const byStatus = Map.groupBy(codes, (code) => errorCodes[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `${code}: ${errorCodes[code].means}`).join('; '),
        content: problemContent,
      },
    ]),
  )
}

/** RFC 9457. */
const problem: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'A sentence for people.' },
    code: { enum: Object.keys(errorCodes), description: 'The same in every version.' },
    field: { type: 'string', description: 'The field of the request that is the reason, where one is.' },
    findings: {
      ...schemaOf(v.array(finding)),
      description:
        'Of a change that is refused for what zonecheck finds: with place and repair, as "/findings" gives them.',
    },
  },
}
