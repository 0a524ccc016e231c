// The answer to clients of PowerDNS where there is nothing: an object with a sentence, and nothing else.

import type { FastifyReply } from 'fastify'
import { JSON_TYPE } from '../refusal.ts'

/** Why something is not done; thrown where it is found. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly more: object

  constructor(status: number, message: string, more: object = {}) {
    super(message)
    this.status = status
    this.more = more
  }
}

export function answerRefused(reply: FastifyReply, status: number, error: string, more: object = {}): FastifyReply {
  return reply
    .code(status)
    .type(JSON_TYPE)
    .header('cache-control', 'no-store')
    .send({ error, ...more })
}

/** One text for every path that leads nowhere. */
export function notFound(): Refused {
  return new Refused(404, 'Not Found')
}
