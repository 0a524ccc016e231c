// Refusals over HTTP: under /api in the form of RFC 9457, elsewhere an object with the sentence.

import type { FastifyReply } from 'fastify'
import type { Said } from '../../dns/said.ts'
import type { ToldProblem } from '../../text/findings/problem.ts'
import { type ErrorCode, errorCodes } from '../errors.ts'
import { english, speakerOf } from '../says.ts'
import { languageOf } from './language.ts'

export type Refusal = {
  readonly error: string
  readonly code: ErrorCode
  readonly field?: string | undefined
  readonly said?: Said | undefined
  readonly findings?: readonly ToldProblem[] | undefined
}

/** A refusal that can be told in all languages. */
export function refusalOf(code: ErrorCode, said: Said): Refusal {
  return { error: english.text(said), code, said }
}

export const JSON_TYPE = 'application/json; charset=utf-8'
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** Prefix of problem types: a type is a URI that need not lead anywhere (RFC 9457 §3.1.1). */
const TYPES = 'urn:janus:problem:'

/** Sends a refusal; all of one kind have the same headers. */
export function refuse(
  reply: FastifyReply,
  status: number,
  { error, code, field, said, findings }: Refusal,
): FastifyReply {
  reply.code(status).header('cache-control', 'no-store')
  const language = languageOf(reply.request)
  const detail = language === 'ja' && said ? speakerOf('ja').text(said) : error
  // A person looks at it in a browser, as after a visit to an OpenID provider: a sentence, no JSON.
  if (reply.request.headers['sec-fetch-dest'] === 'document')
    return reply
      .type('text/plain; charset=utf-8')
      .header('vary', 'accept-language')
      .header('x-content-type-options', 'nosniff')
      .send(`${detail}\n`)
  if (!reply.request.url.startsWith(API)) return reply.type(JSON_TYPE).send({ error, code, field })
  const { means, ja } = errorCodes[code]
  return reply
    .type(PROBLEM_TYPE)
    .header('vary', 'accept-language')
    .header('content-language', language)
    .send({
      type: `${TYPES}${code}`,
      title: language === 'ja' ? ja : means,
      status,
      detail,
      code,
      field,
      findings,
    })
}

export const API = '/api/'
