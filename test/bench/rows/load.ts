// A zone of a million records: from the start of the process to the first answer, and the memory that it takes then.

import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench } from '../context.ts'
import { median, pairedRatio } from '../measure/statistics.ts'
import type { Subject } from '../measure/turns.ts'
import { EARLIER } from '../servers/earlier.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import type { ZonePath } from '../servers/kind.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hosts, ORIGIN } from '../zones/zone-text.ts'
import { megabytes } from './answers.ts'
import { atMost, type Result, type Row, type Verdict } from './row.ts'

const FROM_IMAGE = 'Janus from its image'
const EARLIER_FROM_IMAGE = `${EARLIER}, from its image`
/** Beside an earlier version, which has been started in the same rounds. */
const BEFORE = 1.02
/** NSD 4.15, whose parser works with SIMD, and gdnsd, on a machine of this kind. */
const MARK_S = 0.55
const MARK_MB = 102
const IMAGE_S = 0.3

/** By server. */
type Measured = { readonly seconds: number[]; memory: number }

export const load: Row = {
  name: 'load',
  work: 'a zone of 1,000,000 records, from process start to first answer; memory then',
  target: `sooner than every peer and than ${MARK_S} s from text, under ${IMAGE_S} s from the image; less memory than NSD, Knot and BIND`,
  estimate: (bench) => rounds(bench) * (6 + bench.peers.length * 4) + 10,
  run: async (bench, folder): Promise<Result> => {
    const zones = writeZones(folder, [hosts(bench.scale.largeHosts)])
    const remarks: string[] = []
    const found = new Map<string, Measured>()
    const subjects = await subjectsOf(bench, folder, zones)
    for (let round = 1; round <= rounds(bench); round++)
      for (const subject of subjects) {
        if (remarks.some((remark) => remark.startsWith(subject.name))) continue
        bench.progress(`round ${round} of ${rounds(bench)}: ${subject.name}`)
        try {
          await startOnce(bench, `${folder}/${round}-${subject.name.replaceAll(' ', '-')}`, subject, found)
        } catch (error) {
          remarks.push((error as Error).message)
        }
      }
    return {
      tables: [
        {
          columns: ['server', 'first answer after, s', 'best, s', 'memory, MB'],
          lines: Array.from(found, ([name, { seconds, memory }]) => [
            name,
            median(seconds).toFixed(2),
            Math.min(...seconds).toFixed(2),
            megabytes(memory),
          ]),
        },
      ],
      verdicts: verdicts(found),
      remarks,
    }
  },
}

function rounds(bench: Bench): number {
  return bench.pairs ? bench.rounds : Math.min(3, bench.rounds)
}

async function subjectsOf(bench: Bench, folder: string, zones: ZonePath[]): Promise<Subject[]> {
  const state = `${folder}/state`
  await leaveImage(bench, zones, state)
  const before = bench.pairs ? await earlierFromImage(bench, folder, zones) : []
  return [
    { name: JANUS, launch: (task) => janusLaunch({ ...task, zones }) },
    { name: FROM_IMAGE, launch: (task) => janusLaunch({ ...task, zones, state }) },
    ...bench.peers.map((kind): Subject => ({ name: kind.name, launch: (task) => kind.launch({ ...task, zones }) })),
    ...before,
  ]
}

/** Each version starts from images of its own. */
async function earlierFromImage(bench: Bench, folder: string, zones: ZonePath[]): Promise<Subject[]> {
  const installed = join(bench.folder, 'earlier')
  const state = `${folder}/state-before`
  await leaveImage(bench, zones, state, installed)
  return [{ name: EARLIER_FROM_IMAGE, launch: (task) => janusLaunch({ ...task, zones, state, installed }) }]
}

/** As an earlier run of the server leaves one. */
async function leaveImage(bench: Bench, zones: ZonePath[], state: string, installed?: string): Promise<void> {
  const { server } = await startServer({
    name: FROM_IMAGE,
    launch: (task) => janusLaunch({ ...task, zones, state, ...(installed && { installed }) }),
    folder: `${state}-first`,
    cores: bench.cores.server,
    names: [ORIGIN],
  })
  await untilAtRest(server)
  await server.stop()
}

async function startOnce(
  bench: Bench,
  folder: string,
  { name, launch }: Subject,
  found: Map<string, Measured>,
): Promise<void> {
  const { server, milliseconds } = await startServer({
    name,
    launch,
    folder,
    cores: bench.cores.server,
    names: [ORIGIN],
  })
  const measured = found.get(name) ?? { seconds: [], memory: 0 }
  found.set(name, measured)
  measured.seconds.push(milliseconds / 1000)
  if (measured.memory === 0) {
    await sleep(bench.scale.restMs)
    measured.memory = server.memory()
  }
  server.killNow()
  await server.ended
}

const LESS_MEMORY_THAN = ['NSD', 'Knot', 'BIND']

function verdicts(found: ReadonlyMap<string, Measured>): Verdict[] {
  const janus = found.get(JANUS)
  if (janus === undefined) return [{ what: 'Janus serves it', measured: 'it does not', met: false }]
  const image = found.get(FROM_IMAGE)
  const before = found.get(EARLIER)
  const beforeImage = found.get(EARLIER_FROM_IMAGE)
  const ours = [JANUS, FROM_IMAGE, EARLIER, EARLIER_FROM_IMAGE]
  const peers = [...found].filter(([name]) => !ours.includes(name))
  return [
    ...peers
      .filter(([name]) => name !== 'PowerDNS')
      .map(([name, { seconds }]) => atMost(`first answer ÷ ${name}`, pairedRatio(janus.seconds, seconds), 1)),
    ...(before ? [atMost(`first answer ÷ ${EARLIER}`, pairedRatio(janus.seconds, before.seconds), BEFORE)] : []),
    ...(image && beforeImage
      ? [atMost(`first answer ÷ ${EARLIER}, both from images`, pairedRatio(image.seconds, beforeImage.seconds), BEFORE)]
      : []),
    atMost('first answer from text', median(janus.seconds), MARK_S, 's'),
    atMost('first answer from the image', image ? median(image.seconds) : Number.NaN, IMAGE_S, 's'),
    ...peers
      .filter(([name]) => LESS_MEMORY_THAN.includes(name))
      .map(([name, { memory }]) => atMost(`memory ÷ ${name}`, janus.memory / memory, 1)),
    atMost('memory', janus.memory / 1e6, MARK_MB, 'MB'),
  ]
}
