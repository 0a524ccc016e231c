// Makes new images, aside from everything that answers.

import { parentPort } from 'node:worker_threads'
import { childrenOf } from '../zone/editor.ts'
import { fold } from '../zone/fold.ts'
import { Zone } from '../zone/zone.ts'
import type { FoldJob, FoldResult } from './folding.ts'

parentPort!.on('message', ({ image, edition, room }: FoldJob) => {
  const zone = fold(Zone.open(image, edition), room)
  parentPort!.postMessage({ image: zone.image, children: childrenOf(zone) } satisfies FoldResult)
})
