// A loader process: reads the zone files that it is handed, one after the other, within bounds of memory and descriptors, and
// hands back images through a file that it shares with the server. What it reads can hurt it and nobody else.

import { flushCompileCache } from 'node:module'
import { setPriority } from 'node:os'
import { loadLanguage } from '../../check/lang/language.ts'
import { rulesFor } from '../../check/ruleset.ts'
import type { ActiveRule } from '../../check/walk.ts'
import { startHelper } from '../../pieces/helper.ts'
import { NICENESS } from '../../system/background.ts'
import { confineThisProcess } from '../../system/confine.ts'
import { writeAt } from '../../system/file-octets.ts'
import { type Batch, type BatchResult, FIRST_IMAGE, type HandedFace, type HandedJob, SHARED_FD } from './batch.ts'
import type { LoaderData } from './loader-thread.ts'
import { type FaceResult, readJob } from './read-job.ts'

const memory = Number(process.argv[2])

// Whoever ends the server ends this process with it, and not before it.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const) process.on(signal, () => {})
process.on('disconnect', () => process.exit())
await confineThisProcess({ memory })
process.on('message', (batch: Batch) => void readBatch(batch))
process.send!('ready')
// Nobody lets this process end by itself, which is when the cache would be written.
flushCompileCache()

async function readBatch({ data, jobs, background }: Batch): Promise<void> {
  if (background) giveWay()
  const rules = await rulesOf(data)
  const images = new Images()
  const results: BatchResult = []
  for (const [i, job] of jobs.entries()) {
    images.mark(i)
    results.push(await readOne(job, rules, images))
  }
  process.send!(results)
}

async function rulesOf({ stage, severities, language = 'en', sifted }: LoaderData): Promise<readonly ActiveRule[]> {
  return rulesFor(stage, severities, await loadLanguage(language), sifted)
}

async function readOne(
  { helped, ...job }: HandedJob,
  rules: readonly ActiveRule[],
  images: Images,
): Promise<BatchResult[number]> {
  const helper = helped ? startHelper() : undefined
  try {
    const { layered, ...plain } = await readJob({ ...job, ...(helper && { helper }) }, rules)
    return { ...images.hand(plain), ...(layered && { layered: layered.map((face) => images.hand(face)) }) }
  } catch (error) {
    // Want of memory among them: then this process is not used again.
    helper?.close()
    return { failure: error instanceof Error ? error.message : String(error), memory: error instanceof RangeError }
  }
}

/** The server answers meanwhile. All threads that are started from here on give way too. */
function giveWay(): void {
  try {
    setPriority(NICENESS)
  } catch {
    // It gives way more than that already.
  }
}

/** The images of a batch, one behind the other in the shared file. */
class Images {
  #end = FIRST_IMAGE

  /** Says which job is being read: whoever finds this process dead wants to know. */
  mark(job: number): void {
    writeAt(SHARED_FD, new Uint8Array(Uint32Array.of(job).buffer), 0)
  }

  hand({ zone, ...result }: FaceResult): HandedFace {
    if (zone === undefined) return result
    const { image, ...described } = zone
    const at = this.#end
    writeAt(SHARED_FD, new Uint8Array(image), at)
    this.#end += image.byteLength
    return { ...result, zone: { ...described, at, octets: image.byteLength } }
  }
}
