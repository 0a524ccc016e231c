// A thread that makes new images, so that no thread that answers has to.

import { parentPort } from 'node:worker_threads'
import { opened } from './aside.ts'
import { type FoldJob, type FoldResult, folded } from './folding.ts'

parentPort!.on('message', ({ image, edition, room, base }: FoldJob) => {
  const { zone, children, begin } = folded(opened({ image, edition }), room, base && opened(base))
  const { removed, added } = begin?.changes ?? {}
  parentPort!.postMessage({
    image: zone.image,
    children,
    begin: begin && { digest: begin.digest, removed: removed!.bytes, added: added!.bytes },
  } satisfies FoldResult)
})
