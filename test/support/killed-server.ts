// Serves a folder, changes what it serves, and kills itself before the write to a disk that it is told, or in the middle of it. Says what it
// serves, and what was accepted, one JSON line each, before anything else happens.

import { writeFileSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { diff } from '../../src/zone/diff.ts'
import { faceOf } from './edits.ts'
import { Site } from './site.ts'
import { zoneOf } from './zones.ts'

const [folder, at, from] = process.argv.slice(2) as [string, string, string]
let steps = 0
/** No two changes lead to the same records. */
let next = Number(from)

export type Line =
  | { readonly said: 'starts' | 'serves' | 'accepted'; readonly serial: number; readonly records: string }
  | { readonly said: 'wants' | 'writes the file with'; readonly records: string }
  | { readonly said: 'ends' }

function tell(line: Line): void {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

function served(site: Site): { readonly serial: number; readonly records: string } {
  const { served: zone } = site.server.current.candidate.loaded.faces[0]!
  return { serial: zone!.serial, records: /192\.0\.2\.(?!1\b)\d+/.exec(site.served[0]!.text!)?.[0] ?? 'none' }
}

const site = new Site(folder)
await dieAt(Number(at), () => site.isRunning && tell({ said: 'serves', ...served(site) }))
await site.start()
tell({ said: 'starts', ...served(site) })
await change()
await change()
const records = recordsOf(next++)
tell({ said: 'writes the file with', records })
writeFileSync(join(folder, 'a.zone'), textOf(5, records))
await site.reload()
tell({ said: 'serves', ...served(site) })
await change()
await site.server.rollBack()
tell({ said: 'serves', ...served(site) })
await change()
tell({ said: 'ends' })
await site.stop()

async function change(): Promise<void> {
  const before = served(site)
  const records = recordsOf(next++)
  tell({ said: 'wants', records })
  const zones = [textOf(before.serial, before.records), textOf(before.serial + 1, records)].map((text) => {
    return zoneOf('a.example.', text)
  })
  const outcome = await site.server.store.accept({
    face: faceOf('inside', 'a.example.'),
    changes: diff(zones[0]!, zones[1]!)!,
  })
  if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome))
  tell({ said: 'accepted', serial: outcome.serial, records })
}

function recordsOf(version: number): string {
  return `192.0.2.${version}`
}

function textOf(serial: number, records: string): string {
  return `$TTL 60\n@ SOA ns hostmaster ${serial} 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n${records === 'none' ? '' : `www A ${records}\n`}`
}

/** Of what is written the first half is a step too. */
async function dieAt(step: number, last: () => void): Promise<void> {
  const handle = await open('/dev/null')
  const prototype = Object.getPrototypeOf(handle) as typeof handle
  await handle.close()
  const { write, datasync, truncate, sync } = prototype
  const counted = async () => {
    if (++steps !== step) return
    last()
    process.kill(process.pid, 'SIGKILL')
    await new Promise(() => {})
  }
  Object.assign(prototype, {
    async write(this: typeof handle, ...[bytes, offset, length, position]: [Uint8Array, number, number, number]) {
      await counted()
      const half = length >> 1
      if (half > 0) await Reflect.apply(write, this, [bytes, offset, half, position])
      await counted()
      return {
        bytesWritten:
          half +
          (await Reflect.apply(write, this, [bytes, offset + half, length - half, position + half])).bytesWritten,
      }
    },
    async datasync(this: typeof handle) {
      await counted()
      await datasync.call(this)
    },
    async sync(this: typeof handle) {
      await counted()
      await sync.call(this)
    },
    async truncate(this: typeof handle, size: number) {
      await counted()
      await truncate.call(this, size)
    },
  })
}
