// Applies all rules of `janus check` to what Janus serves, once, in a thread beside those that answer: it gets the settings and the served
// zones, reads the files, tells what it found, and ends.

import { parentPort, workerData } from 'node:worker_threads'
import { rulesFor } from '../check/ruleset.ts'
import { OutOfBudget, spendFrom } from '../memory/budget.ts'
import { say } from '../supply/faces/says.ts'
import { failed, type ReadTexts } from '../supply/loader/loaders.ts'
import { type LoaderResult, readJob } from '../supply/loader/read-job.ts'
import { readZones } from '../supply/loader/read-zones.ts'
import { RunFiles } from '../supply/loader/run-files.ts'
import { readingFaces } from '../supply/pipeline.ts'
import { inSlices } from '../supply/slices.ts'
import { whyOf } from '../system/why.ts'
import type { Settings, ZoneSetting } from '../text/config/settings.ts'
import { severitiesOf } from '../text/config/severities.ts'
import type { FaceSetting } from '../text/config/sources.ts'
import { type FaceFound, findingIn } from '../tools/check/findings.ts'
import { type ServedFace, servedFaces } from '../tools/check/served-faces.ts'
import type { CheckingAnswer, CheckingOrder, CheckingThreadData, Counts } from './checking.ts'

const port = parentPort!
spendFrom((workerData as CheckingThreadData).account)

let settings: Omit<Settings, 'zones'> | undefined
const zones: ZoneSetting[] = []
const served = new Map<FaceSetting, ServedFace>()

port.on('message', (order: CheckingOrder) => {
  if (order.kind === 'settings') settings = order.settings
  else if (order.kind === 'zones')
    for (const { zone, faces } of order.zones) {
      zones.push(zone)
      for (const [i, face] of zone.faces.entries()) served.set(face, faces[i]!)
    }
  else
    check({ ...settings!, zones }).catch((error) => {
      const memory = error instanceof OutOfBudget || error instanceof RangeError
      answer({ kind: 'failed', why: memory ? 'memory' : 'fault', reason: whyOf(error) })
    })
})

function answer(it: CheckingAnswer): void {
  port.postMessage(it)
}

/** Parts of the progress: reading the files, and looking at each face. */
const READING = 0.6
const LOOKING = 0.35
/** Findings of so many faces are handed over at once. */
const HANDFUL = 64

async function check(settings: Settings): Promise<void> {
  const severities = severitiesOf(settings.rules)
  const sifted = settings.allowedLeaks.length > 0
  const rules = rulesFor('check', severities, sifted)
  const read = await readZones(settings, 'check', undefined, {
    data: { severities, sifted, refused: true },
    readTexts: readHere,
  })
  const faces = await inSlices(readingFaces(settings, read, { rules }))
  const looked = servedFaces(settings, faces, (face) => served.get(face), rules)
  let step = looked.next()
  while (!step.done) step = looked.next()
  const finding = findingIn(settings, step.value.faces, rules)
  for (;;) {
    const { done, value } = finding.next()
    if (done) {
      answer({ kind: 'done', differing: step.value.differing, counts: handOver(value) })
      return
    }
    const [looked, all] = value
    progress(READING + (LOOKING * looked) / Math.max(1, all))
  }
}

const SEVERITIES = ['error', 'warning', 'info'] as const

/** Hands findings over, errors first: there may be more than the main thread holds. */
function handOver(all: readonly FaceFound[]): Counts {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const severity of SEVERITIES) {
    const own = all.flatMap(({ found, ...named }) => {
      const its = found.filter(({ problem }) => problem.severity === severity)
      counts[severity] += its.reduce((sum, { problem: { others = 1 } }) => sum + others, 0)
      return its.length === 0 ? [] : [{ ...named, found: its }]
    })
    for (let i = 0; i < own.length; i += HANDFUL) answer({ kind: 'found', found: own.slice(i, i + HANDFUL) })
  }
  return counts
}

/** Reads files in this thread. If they are too much for it, the whole check fails: nobody is told half of the findings. */
const readHere: ReadTexts = async (jobs, data) => {
  const rules = rulesFor(data.stage, data.severities, data.sifted)
  const files = new RunFiles(data.given, data.shared)
  const all = jobs.reduce((sum, { size }) => sum + size, 0)
  const results: LoaderResult[] = []
  let octets = 0
  for (const job of jobs) {
    results.push(
      await readJob(job, rules, files, data).catch((error) => {
        if (error instanceof OutOfBudget || error instanceof RangeError) throw error
        return failed(job, say('loader-other', { message: whyOf(error) }))
      }),
    )
    octets += job.size
    progress((READING * octets) / Math.max(1, all))
  }
  return results
}

let told = 0

/** Tells the progress, one percent or more at a time. */
function progress(done: number): void {
  if (done < told + 0.01) return
  told = done
  answer({ kind: 'progress', done })
}
