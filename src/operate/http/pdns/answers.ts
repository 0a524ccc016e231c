// Refusals for clients of PowerDNS: an object with a sentence.

import type { FastifyReply } from 'fastify'
import { JSON_TYPE } from '../refusal.ts'

/** A refusal, thrown where its reason is found. */
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

/** The same refusal for every path that leads nowhere. */
export function notFound(): Refused {
  return new Refused(404, 'Not Found')
}
