// Whole suites once more, with every zone signed that the server has of its own: who sets JANUS_SIGNED to a denial before he imports them
// (test/signed) has it added to each configuration that they start a server with, and what is signed taken out of what they compare.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { nameText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { keyTag } from '../../src/sign/key-tag.ts'
import { addZoneKeys, readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { faultInKept } from '../../src/sign/self-check.ts'
import { usualUse, type ZoneKey, zoneKeyOf } from '../../src/sign/zone-key.ts'
import type { MessageRecord } from '../../src/wire/message.ts'
import { ZoneBuilder } from '../../src/zone/builder.ts'
import { quietValidity } from './quiet-validity.ts'

/** How absence is proven; undefined: nothing is signed but what a test signs by itself. */
export const denial = process.env.JANUS_SIGNED

/** Zones that come from other servers are signed, too. */
const areFetchedToo = process.env.JANUS_SIGNED_FETCHED !== undefined

/** By folder: with another one all of it would be signed anew at the next start. */
const validities = new Map<string, number>()

/** Before a server starts on the file janus.yaml of the folder. Keys are there beforehand, so that all is signed when it listens. */
export function signAll(folder: string): void {
  const file = join(folder, 'janus.yaml')
  if (denial === undefined || !existsSync(file)) return
  const text = readFileSync(file, 'utf8')
  const all = zonesIn(text)
  const zones = own(all)
  if (zones.length === 0 || /^sign:/m.test(text)) return
  for (const zone of zones) {
    const keys = join(folder, 'keys/zone', zone)
    const key = zoneKeyOf('csk', 13, signingAlgorithms.get(13)!.make())
    if (readZoneKeys(keys).kind === 'none') addZoneKeys(keys, undefined, [key], { now: new Date() })
  }
  const validity = validities.get(folder) ?? quietValidity(folder, all, Math.floor(Date.now() / 1000))
  validities.set(folder, validity)
  const lines = zones.map((zone) => `  ${zone}: {parents: [], denial: ${denial}, validity: ${validity}s}\n`)
  writeFileSync(file, `${text.trimEnd()}\nsign:\n${lines.join('')}`)
}

function zonesIn(text: string): Record<string, unknown> {
  const { zones } = (parse(text, { logLevel: 'silent' }) ?? {}) as { zones?: Record<string, unknown> }
  return zones ?? {}
}

/** Names of zones that come from no other server, for these may come signed; or of all. */
function own(zones: Record<string, unknown>): string[] {
  return Object.entries(zones).flatMap(([name, faces]) =>
    JSON.stringify(faces).includes('"primary"') && !areFetchedToo ? [] : [name],
  )
}

const MADE = new Set(['RRSIG', 'NSEC', 'NSEC3', 'NSEC3PARAM', 'DNSKEY', 'CDS', 'CDNSKEY'])

/** Whether a record of the type is there for the signing alone. */
export function isMade(type: string): boolean {
  return denial !== undefined && MADE.has(type.toUpperCase())
}

/** Under which serial a version of a file is served: what is signed first stands for a version that was served unsigned. */
export function servedSerial(serial: number): number {
  return denial === undefined ? serial : serial + 1
}

/** A line with an SOA, of which the serial is ours where the zone is signed: whoever is killed may take the next one. */
export function withoutSerial(line: string): string {
  return denial === undefined ? line : line.replace(/( soa \S+ \S+ )\d+ /i, '$1')
}

/** What was wrong with zones that somebody has fetched, how many were signed as they ought to be, and how often a server has signed one. */
export const looked = { good: 0, faults: [] as string[], signed: 0 }

/** A whole zone has come, from us or by way of others: where it is signed, all of it has to be. */
export function look(records: readonly MessageRecord[]): void {
  if (denial === undefined || !records.some(({ type }) => type === Type.DNSKEY)) return
  const builder = new ZoneBuilder(records[0]!.name)
  for (const { name, type, ttl, rdata } of records) {
    builder.owner(name, 0)
    builder.record(type, ttl, rdata, rdata.length, 0)
  }
  const keys = records.flatMap(({ type, rdata }) => (type === Type.DNSKEY ? [publicZoneKey(rdata)] : []))
  const fault = faultInKept(builder.finish(), keys, Math.floor(Date.now() / 1000))
  if (fault === undefined) looked.good++
  else looked.faults.push(`${nameText(records[0]!.name)} ${fault}`)
}

function publicZoneKey(dnskey: Uint8Array): ZoneKey {
  return { role: 'csk', algorithm: dnskey[3]!, tag: keyTag(dnskey), dnskey, key: undefined, use: usualUse('csk') }
}
