// A server in this process whose zones are signed, and what it shows.

import os from 'node:os'
import { join } from 'node:path'
import type { Test as TapTest } from 'tap'
import { Type } from '../../src/dns/types.ts'
import { readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { faultOf } from '../../src/sign/self-check.ts'
import { APEX, NONE, type Zone } from '../../src/zone/zone.ts'
import { folderOf } from './janus.ts'
import { zoneLines } from './signed.ts'
import { Site } from './site.ts'
import { until } from './until.ts'

export const SIGNED_CONFIG = `
listen: [{address: "127.0.0.1:0", view: internal}]
views: {internal: [10.0.0.0/8], external: [any]}
zones: {univ.example: {internal: in.zone, external: out.zone}}
sign: {univ.example: {parents: []}}
`

const SHARED = `$TTL 300
@ SOA ns hostmaster 2026010101 1d 2h 4w 60
@ NS ns
ns A 127.0.0.1
*.wild TXT "x"
a.b.ent A 192.0.2.3
sub NS ns.sub
ns.sub A 192.0.2.9
d DNAME t.example.net.
`
export const INSIDE = `${SHARED}www A 10.0.0.1\nintra A 10.0.0.5\n`
const OUTSIDE = `${SHARED}www A 192.0.2.1\n`

type Test = Pick<TapTest, 'teardown'>

export function signedSite(t: Test, config = SIGNED_CONFIG): Site {
  const site = new Site(folderOf(t, { 'janus.yaml': config, 'in.zone': INSIDE, 'out.zone': OUTSIDE }))
  t.teardown(() => site.stop())
  return site
}

export async function startedSite(t: Test, config = SIGNED_CONFIG): Promise<Site> {
  const site = signedSite(t, config)
  await site.start()
  return site
}

/** What clients of the view are shown. */
export function shown(site: Site, view: string): Zone {
  const { generation } = site.server.current
  const zone = generation.views.find(({ name }) => name === view)?.zones.members[0]?.zone
  if (zone === undefined) throw new Error(`nothing is served in ${view}`)
  return zone
}

export function isSigned(zone: Zone): boolean {
  return zone.signature(APEX, Type.SOA) !== NONE
}

/** Undefined where all that is shown is as validators want it. */
export function fault(site: Site): string | undefined {
  const read = readZoneKeys(join(site.folder, 'keys/zone/univ.example'))
  if (read.kind !== 'good') throw new Error('there are no keys')
  for (const view of ['internal', 'external']) {
    const found = faultOf(shown(site, view), read.keys, Math.floor(Date.now() / 1000), 1)
    if (found !== undefined) return `${view}: ${found}`
  }
  return undefined
}

export function signatures(zone: Zone): string[] {
  return zoneLines(zone).filter((line) => line.includes(' IN RRSIG '))
}

/** From now on it is so many seconds later; undefined: what it is. */
export function setAhead(seconds: number | undefined): void {
  setClock(seconds)
  os.uptime = seconds === undefined ? uptime : () => uptime() + seconds
}

/** Somebody sets the clock so many seconds forward, and no later is it for that. */
export function setClock(seconds: number | undefined): void {
  Date.now = seconds === undefined ? wall : () => wall() + seconds * 1000
}

/** From now on it is now, until setAhead(): no signature comes due that nobody expects. */
export function stopClock(): void {
  const now = wall()
  Date.now = () => now
}

const wall = Date.now
const { uptime } = os

/**
 * So many hours after the beginning. Resolves when it is so, and everybody has been asked who is to be asked then: what comes of a look
 * of before would count for later.
 */
export async function laterOn(
  site: Site,
  hours: number,
  what: string | (() => string),
  isSo: () => boolean,
): Promise<void> {
  setAhead(hours * 3600)
  const begun = Math.floor(Date.now() / 1000)
  await site.reload()
  const areAsked = () =>
    site.server.signing!.status.every(({ awaited, looks }) => awaited.length === 0 || (looks?.at ?? 0) >= begun)
  await until(what, () => isSo() && areAsked())
}
