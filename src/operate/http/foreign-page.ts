// A page of another site may make a user's browser ask here, under a host name that leads here (DNS rebinding) or across origins. So this
// refuses a request whose host name is not ours, or that does not come from a page of ours.

import type { FastifyRequest } from 'fastify'
import type { Said } from '../../dns/said.ts'
import { say } from '../says.ts'

type Headers = FastifyRequest['headers']

/** Header fields that proxies add: RFC 7239 §4, RFC 9110 §7.6.3, and older ones without a standard. */
const FORWARDED = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']

export function isForwarded(headers: Headers): boolean {
  return FORWARDED.some((name) => headers[name] !== undefined)
}

export function foreignName({ host }: Headers, names: readonly string[]): Said | undefined {
  const name = (host ?? '').toLowerCase().replace(/:\d{1,5}$/, '')
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(name) || /^\[[0-9a-f:.]+\]$/.test(name)
  if (isAddress || name === 'localhost' || names.includes(name)) return undefined
  return say('name-not-ours', { option: '"http: {names: …}"' })
}

/** `protocol`: undefined behind a proxy, which may speak either with clients. */
export function foreignPage(
  headers: Headers,
  names: readonly string[],
  protocol: string | undefined,
): Said | undefined {
  const { host, origin, 'sec-fetch-site': site } = headers
  const strange = foreignName(headers, names)
  if (strange !== undefined) return strange
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return say('page-of-others')
  const schemes = protocol === undefined ? ['http', 'https'] : [protocol]
  if (origin !== undefined && !schemes.some((scheme) => origin.toLowerCase() === `${scheme}://${host!.toLowerCase()}`))
    return say('page-of-others')
  return undefined
}

/** Whether the request has a header that only a page of ours can send: for another origin, a browser would ask first, and get no consent. */
export function isMeantByPage(headers: Headers): boolean {
  return headers['x-janus-request'] === '1'
}
