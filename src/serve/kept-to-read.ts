// Reads `kept` of the state folder as a server would, and writes nothing. offline.ts works out with it what a start would serve, perhaps
// beside a running server.

import { existsSync } from 'node:fs'
import type { Logger } from 'pino'
import { keptFile } from '../state/kept-folder.ts'
import { Journal } from '../store/journal.ts'
import type { LogOptions } from '../store/log.ts'
import { readingDisk } from '../store/log-file.ts'
import { SerialRecord } from '../store/serial-record.ts'
import { withoutTrail } from './audit-trail.ts'
import type { Kept } from './kept.ts'

/** `state`: the state folder. */
export async function keptToRead(state: string, log: Logger): Promise<Kept> {
  const path = (file: string) => keptFile(state, file)
  const onBulky = () => {}
  const onTorn = (what: string): LogOptions['onTorn'] => {
    // A torn end may be a write of the running server. Records behind the damage mean that the file is damaged.
    return (octets, _, behind) => {
      if (behind > 0) log.error({ octets, records: behind }, `${what} is damaged: what follows the damage is ignored`)
    }
  }
  const opened = async <T>(what: string, open: () => Promise<T | string>): Promise<T | undefined> => {
    const found = await open().catch((error: Error) => error.message)
    if (typeof found !== 'string') return found
    log.error({ reason: found }, `${what} cannot be read, and is ignored`)
    return undefined
  }
  const journal = await opened('the journal of changes', () =>
    Journal.open(path('journal'), {
      ...{ disk: readingDisk, rewrite: unwanted, onBulky, onTorn: onTorn('the journal of changes') },
      bulky: Number.POSITIVE_INFINITY,
    }),
  )
  const serials = await opened('the record of serials', () =>
    SerialRecord.open(path('serials'), { disk: readingDisk, onBulky, onTorn: onTorn('the record of serials') }),
  )
  return {
    journal: { chains: journal?.chains ?? new Map(), append: async () => {} },
    serials: serials ?? { of: () => undefined, put: async () => {} },
    layers: {
      areThere: existsSync(path('layers')),
      open: async () => {
        const { LayerLog } = await import('../update/layer-log.ts')
        const what = 'the log of layers'
        const layers = await opened(what, () =>
          LayerLog.open(path('layers'), { disk: readingDisk, onBulky, onTorn: onTorn(what) }),
        )
        await layers?.close()
        return { found: layers?.found ?? new Map(), append: async () => {} }
      },
    },
    audit: withoutTrail('whoever reads changes nothing', 0),
    close: async () => {
      await journal?.close()
      await serials?.close()
    },
  }
}

async function unwanted(): Promise<void> {}
