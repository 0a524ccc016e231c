// A site of which messages change faces, and what is made of them: changes as an operator writes them, and what is served then.

import type { Test } from 'tap'
import { isNewerSerial } from '../../src/dns/serial.ts'
import type { Operated } from '../../src/operate/operated.ts'
import { servedOffline } from '../../src/serve/offline.ts'
import type { Candidate } from '../../src/store/generation/candidate.ts'
import { printZone } from '../../src/supply/faces/print.ts'
import { readZones } from '../../src/supply/loader/read-zones.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import { everybody, operatedOf, told } from './operated.ts'
import type { Site } from './site.ts'

/** `www.a.example A 10.0.0.1` is what the rrset is from now on; without data it is gone. `lease`: seconds after which it ends. */
export async function change(
  site: Site,
  view: string,
  zone: string,
  line: string,
  { lease, ttl = 60 }: { readonly lease?: number; readonly ttl?: number } = {},
): Promise<Record<string, unknown>> {
  const [name, type, ...data] = line.split(' ') as [string, string, ...string[]]
  const set = { name: `${name}.`, type, changetype: data.length > 0 ? 'REPLACE' : 'DELETE' }
  const records = data.length > 0 ? { ttl, records: [{ content: data.join(' ') }] } : {}
  const operated: Operated = operatedOf(site.server)
  return told(operated, everybody, {
    verb: 'change',
    options: { zone, views: [view], rrsets: [{ ...set, ...records }], ...(lease !== undefined && { lease }) },
  })
}

/** Resolves when everything that is made is made of what is served. */
export async function followed(site: Site): Promise<void> {
  // Who is told of a change hears of it before the next one has its turn.
  await site.server.store.alone(() => {})
  for (let turn = 0; site.server.remaking?.isBehind; turn++) {
    if (turn > 1e6) throw new Error('faces do not follow')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** By face, its text without the SOA's serial. */
export function contents({ settings, loaded }: Candidate): Record<string, string | undefined> {
  return Object.fromEntries(
    loaded.faces.map(({ view, name, served }) => {
      const viewName = settings.views[view]!.name
      const text = served && printZone(served, viewName)
      return [
        `${viewName} ${name}`,
        text
          ?.replace(/( IN SOA \S+ \S+ )\d+/, '$1N')
          .split('\n')
          .sort()
          .join('\n'),
      ]
    }),
  )
}

/** What a start from files and state/kept would serve; nothing is written. */
export async function startedNow(site: Site): Promise<Candidate> {
  const { settings } = loadConfig(`${site.folder}/janus.yaml`)
  const files = await readZones(settings!, 'load', undefined)
  const written = { ...settings!, state: { ...settings!.state, path: `${site.folder}/state` } }
  return (await servedOffline(written, files)).candidate
}

/** By face: its text without the serial, and the serial. */
export type Versions = ReadonlyMap<string, { readonly text: string | undefined; readonly serial: number | undefined }>

export function versionsOf(candidate: Candidate): Versions {
  const texts = contents(candidate)
  return new Map(
    candidate.loaded.faces.map(({ face, name, served }) => {
      const key = `${face.viewName} ${name}`
      return [key, { text: texts[key], serial: served?.serial }]
    }),
  )
}

/** Fails where a start would serve anything else, and where a face has another content than `before` under a serial that is not newer. */
export async function sameAsStarted(t: Test, site: Site, before: Versions, about: string): Promise<void> {
  const { candidate } = site.server.current
  const fresh = await startedNow(site)
  t.same(contents(candidate), contents(fresh), about)
  const now = versionsOf(candidate)
  for (const [face, { serial }] of versionsOf(fresh)) {
    const own = now.get(face)!.serial
    // Addresses of a zone that got a new serial may give their PTRs one too, with the records that they had.
    if (serial !== own && !isNewer(serial, own)) t.fail(`${about}: ${face} falls from ${own} to ${serial}`)
  }
  for (const [face, { text, serial }] of now) {
    const was = before.get(face)!
    const isHeld = (text === was.text && serial === was.serial) || isNewer(serial, was.serial)
    if (!isHeld) t.fail(`${about}: ${face} ${was.serial} -> ${serial}`)
  }
}

function isNewer(serial: number | undefined, other: number | undefined): boolean {
  return serial !== undefined && (other === undefined || isNewerSerial(serial, other))
}

/** Starts anew and reloads with what `write` has written; each is over when all that is made follows. */
export function stepsOf<Config>(site: Site, write: (next: Config) => void) {
  return {
    async restart(next: Config) {
      await site.stop()
      write(next)
      await site.start()
      await followed(site)
    },
    async reload(next: Config) {
      write(next)
      const report = await site.reload()
      await followed(site)
      return report
    },
  }
}
