// The lists whose entries end, as a part of the server: it opens them with what outlived the last process, and tells them new settings.

import { join } from 'node:path'
import type { Entries } from '../lists/entries.ts'
import { folderToRead, keptFolder } from '../state/kept-folder.ts'
import { steadyTime } from '../store/clock.ts'
import { Leases } from '../store/leases/leases.ts'
import { readingDisk } from '../store/log-file.ts'
import { steadyNow } from '../system/clocks.ts'
import { whyOf } from '../system/why.ts'
import type { ListSetting } from '../text/config/lists.ts'
import type { Settings } from '../text/config/settings.ts'
import { tellTorn } from './kept.ts'
import type { Part } from './part.ts'
import type { BeforeZones } from './part-table.ts'

export class LeasedLists implements Part {
  /** Undefined where the disk cannot keep entries: then none is taken. */
  readonly leases: Leases | undefined

  constructor(leases: Leases | undefined) {
    this.leases = leases
  }

  liveOf(list: ListSetting): Entries | undefined {
    return this.leases?.entriesOf(list)
  }

  use({ lists }: Settings): void {
    this.leases?.use(lists)
  }

  stop(): void {
    void this.leases?.close()
  }
}

export async function openLeasedLists(base: BeforeZones): Promise<LeasedLists> {
  const leases = await opened(base).catch((error: unknown) => whyOf(error))
  if (typeof leases !== 'string') return new LeasedLists(leases)
  base.log.error(
    { reason: leases },
    'the record of list entries cannot be used: lists are served as their files have them, and no entry can be added',
  )
  return new LeasedLists(undefined)
}

async function opened({ state, log, onlyReads }: BeforeZones): Promise<Leases | string> {
  const folder = onlyReads ? folderToRead(state) : keptFolder(state)
  const path = join(folder.path, 'leases')
  if (!folder.isMissed && folder.misses('leases'))
    log.error(
      { file: path },
      'the record of list entries is gone: stop the server and restore it from the backup, or accept that added entries are lost',
    )
  const leases = await Leases.open(path, {
    ...(onlyReads && { disk: readingDisk, bulky: Number.POSITIVE_INFINITY }),
    time: { ...steadyTime, now: steadyNow },
    wall: Date.now,
    onTorn: tellTorn(log, 'the record of list entries'),
    onBulky: (error) => log.warn({ reason: whyOf(error) }, 'the record of list entries cannot be made smaller'),
    onFault: (error) =>
      log.error(
        { reason: whyOf(error) },
        'removing list entries whose lease has ended failed because of a bug in Janus: report it with this line',
      ),
  })
  if (typeof leases !== 'string') folder.keeps('leases')
  return leases
}
