// Faces that came from primaries when a server was last here, and come from elsewhere now: the serials that their secondaries may have.

import { existsSync } from 'node:fs'
import type { Logger } from 'pino'
import { keptFile } from '../state/kept-folder.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { LastServed } from '../store/serial-record.ts'
import { whyOf } from '../system/why.ts'
import type { Copies } from '../transfer/copies.ts'

export async function formerSerials({ settings, loaded }: Candidate, log: Logger): Promise<readonly LastServed[]> {
  const { path } = settings.state
  if (!existsSync(keptFile(path, 'primaries'))) return []
  const { Copies } = await import('../transfer/copies.ts')
  const serialOf = serialsIn(Copies.toRead(keptFile(path, '')), log)
  return loaded.faces.flatMap(({ origin, face }) => {
    if (face.source.kind === 'primary') return []
    const name = { view: face.viewName, origin }
    const serial = serialOf(name)
    return serial === undefined ? [] : [{ name, serial }]
  })
}

/** Where the copies cannot be read, the start goes on, and such a face has its file's own serial. */
function serialsIn(copies: Copies, log: Logger): ReturnType<Copies['serials']> {
  try {
    return copies.serials()
  } catch (error) {
    log.warn(
      { reason: whyOf(error) },
      'the serials that zones had when they came from primaries cannot be read: a zone may get a lower serial now',
    )
    return () => undefined
  }
}
