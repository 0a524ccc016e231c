// Makes new images, aside from everything that answers.

import { parentPort } from 'node:worker_threads'
import { type Changeset, RecordList } from '../zone/changeset.ts'
import { contentDigest } from '../zone/content-digest.ts'
import { diff } from '../zone/diff.ts'
import { childrenOf } from '../zone/editor.ts'
import { fold } from '../zone/fold.ts'

import type { Zone } from '../zone/zone.ts'
import { opened } from './aside.ts'
import type { FoldJob, FoldResult } from './folding.ts'

parentPort!.on('message', ({ image, edition, room, base }: FoldJob) => {
  const from = opened({ image, edition })
  const zone = fold(from, room)
  const begin = base && beginOf(opened(base), from)
  parentPort!.postMessage({ image: zone.image, children: childrenOf(zone), begin } satisfies FoldResult)
})

const NOTHING: Changeset = { removed: RecordList.empty(), added: RecordList.empty() }

function beginOf(base: Zone, zone: Zone): NonNullable<FoldResult['begin']> {
  const isBase = base.image === zone.image && base.edition.number === zone.edition.number
  const { removed, added } = isBase ? NOTHING : diff(base, zone)!
  return { digest: contentDigest(base), removed: removed.bytes, added: added.bytes }
}
