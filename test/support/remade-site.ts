// A site of which messages change faces, and what is made of them: changes as an operator writes them, and what is served then.

import type { Operated } from '../../src/operate/operated.ts'
import { servedOffline } from '../../src/serve/offline.ts'
import type { Candidate } from '../../src/store/generation/candidate.ts'
import { printZone } from '../../src/supply/faces/print.ts'
import { readZones } from '../../src/supply/loader/read-zones.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import { everybody, operatedOf, told } from './operated.ts'
import type { Site } from './site.ts'

/** `www.a.example A 10.0.0.1` is what the rrset is from now on; without data it is gone. */
export async function change(site: Site, view: string, zone: string, line: string): Promise<Record<string, unknown>> {
  const [name, type, ...data] = line.split(' ') as [string, string, ...string[]]
  const set = { name: `${name}.`, type, changetype: data.length > 0 ? 'REPLACE' : 'DELETE' }
  const records = data.length > 0 ? { ttl: 60, records: [{ content: data.join(' ') }] } : {}
  const operated: Operated = operatedOf(site.server)
  return told(operated, everybody, {
    verb: 'change',
    options: { zone, views: [view], rrsets: [{ ...set, ...records }] },
  })
}

/** Resolves when everything that is made is made of what is served. */
export async function followed(site: Site): Promise<void> {
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
