// A page that somebody has opened elsewhere makes his browser ask here, by a name that leads here (DNS rebinding) or across origins. So a
// name must be one of ours, and we refuse a request that is not from a page of ours.

import type { FastifyRequest } from 'fastify'
import type { Said } from '../../dns/said.ts'
import { say } from '../says.ts'

type Headers = FastifyRequest['headers']

/** What proxies add: RFC 7239 §4, RFC 9110 §7.6.3, and what was there before them. */
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

/** `protocol`: undefined where a proxy may have spoken either. */
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

/** What a page can only send to where it came from: the browser would ask first, and nobody here says yes. */
export function isMeantByPage(headers: Headers): boolean {
  return headers['x-janus-request'] === '1'
}
