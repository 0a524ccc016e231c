// Twenty thousand faces: who asks of all of them keeps nobody else from the main thread for long.

import { setImmediate as others } from 'node:timers/promises'
import t from 'tap'
import { collected, perform } from '../../src/operate/perform.ts'
import { Sight } from '../../src/operate/sight.ts'
import { zoneMetrics } from '../../src/operate/zone-metrics.ts'
import type { Server } from '../../src/serve/server.ts'
import { everybody, operatedOf } from '../support/operated.ts'

const VIEWS = ['internal', 'external'] as const
const FACES = 20_000

function serverOf() {
  const faces = Array.from({ length: FACES }, (_, i) => {
    const file = { path: `/etc/zones/${i}`, place: undefined }
    const face = { view: i % 2, viewName: VIEWS[i % 2], source: { kind: 'file', file } }
    return { name: `zone-${i >> 1}.univ.example.`, view: i % 2, zone: undefined, served: undefined, problems: [], face }
  })
  const settings = { file: '/etc/janus/janus.yaml', views: VIEWS.map((name) => ({ name })) }
  const candidate = { settings, loaded: { faces }, states: faces.map((_, i) => (i < 3 ? 'pending' : 'refused')) }
  const current = { candidate, number: 2, time: new Date(0), cause: 'reload', content: 2 }
  const generations = [{ ...current, number: 1, content: 1 }, current]
  return {
    settings,
    started: new Date(),
    current,
    generations,
    servedSince: new WeakMap(),
    upstream: { withheld: [] },
  } as unknown as Server
}

type Stretches = { readonly longest: number; readonly all: number }

/** Milliseconds of the thread's CPU time between two of its turns, the longest, and of all. */
async function stretchesOf(work: () => Promise<unknown>): Promise<Stretches> {
  let longest = 0
  let all = 0
  let isOver = false
  const used = () => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  const watch = async () => {
    for (let before = used(); !isOver; before = used()) {
      await others()
      const stretch = used() - before
      longest = Math.max(longest, stretch)
      all += stretch
    }
  }
  const watching = watch()
  await work()
  isOver = true
  await watching
  return { longest, all }
}

/** Short, or of a slow machine a small part of the whole. */
const areShort = ({ longest, all }: Stretches) => longest < Math.max(20, all / 10)

const server = serverOf()
const operated = operatedOf(server)
const lists: Readonly<Record<string, () => Promise<unknown>>> = {
  metrics: () => zoneMetrics(server, new Sight(everybody, server)),
  generations: async () => {
    const performed = await perform(operated, everybody, { verb: 'generations', options: {} })
    if (performed.kind === 'many') await collected(performed.items)
  },
}

for (const [name, work] of Object.entries(lists))
  t.test(`${name} of ${FACES} faces go in short turns`, async (t) => {
    const stretches: Stretches[] = []
    for (let i = 0; i < 4; i++) stretches.push(await stretchesOf(work))
    const said = stretches.map(({ longest, all }) => `${longest.toFixed(1)} of ${all.toFixed(1)}`).join(', ')
    t.ok(stretches.some(areShort), `${said} ms`)
  })

t.test('what they say is what it was', async (t) => {
  const performed = await perform(operated, everybody, { verb: 'generations', options: {} })
  if (performed.kind !== 'many') throw new Error('a list')
  const { result } = await collected(performed.items)
  const [before, now] = result as [Record<string, unknown>, Record<string, unknown>]
  t.match(before, { generation: 1, current: false, behind: undefined, zones: { length: FACES } })
  t.match(now, { generation: 2, current: true, behind: 3, zones: [{ zone: 'zone-0.univ.example.', view: 'internal' }] })
  const text = await zoneMetrics(server, new Sight(everybody, server))
  t.equal(text.match(/^janus_zone_state\{.*,state="(pending|refused)"\} 1$/gm)?.length, FACES)
  t.match(text, /^janus_zones\{state="pending"\} 3$/m)
})
