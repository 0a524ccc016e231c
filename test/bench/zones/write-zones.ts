// Zones on disk, once for all servers that read them.

import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ZonePath } from '../servers/kind.ts'
import type { ZoneText } from './zone-text.ts'

export function writeZones(folder: string, zones: readonly ZoneText[]): ZonePath[] {
  mkdirSync(folder, { recursive: true })
  return zones.map(({ origin, text }) => {
    const path = join(folder, `${origin}.zone`)
    writeFileSync(path, text)
    // Not written just now, as zone files are when a server starts.
    const anHourAgo = Date.now() / 1000 - 3600
    utimesSync(path, anHourAgo, anHourAgo)
    return { origin, path }
  })
}
