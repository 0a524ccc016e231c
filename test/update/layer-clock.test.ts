// Ends of records across restarts, by clocks that somebody sets: no record of a layer ends early, and none lives longer than was granted.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { LayerEntry } from '../../src/update/entry.ts'
import { LayerLog } from '../../src/update/layer-log.ts'
import { Layers, layerTime } from '../../src/update/layers.ts'

const NAME = { view: 'v', origin: nameFromText('example.com.') }
const [SECOND, HOUR, DAY] = [1000, 3_600_000, 86_400_000]

/** One machine: its disk outlives its processes, and both clocks are turned by hand. */
class Machine {
  wall = Date.UTC(2026, 10, 28)
  steady = 5000
  readonly path: string
  #log: LayerLog | undefined

  constructor(t: Test) {
    const folder = mkdtempSync(join(tmpdir(), 'janus-layers-'))
    this.path = join(folder, 'layers')
    t.teardown(async () => {
      await this.#log?.close()
      rmSync(folder, { recursive: true })
    })
  }

  /** Whoever ran before was killed. */
  async start(bulky?: number): Promise<Layers> {
    await this.#log?.close()
    const options = { onTorn: () => {}, onBulky: () => {}, ...(bulky !== undefined && { bulky }) }
    const log = await LayerLog.open(this.path, options)
    if (typeof log === 'string') throw new Error(log)
    this.#log = log
    return new Layers(
      log,
      layerTime(() => ({ wall: this.wall, steady: this.steady })),
    )
  }

  pass(milliseconds: number): void {
    this.wall += milliseconds
    this.steady += milliseconds
  }
}

async function add(layers: Layers, name: string, lasts: number): Promise<void> {
  const owner = nameFromText(`${name}.example.com.`)
  const now = layers.time.now()
  const entry: LayerEntry = {
    ...{ owner, type: 1, rdata: Uint8Array.of(192, 0, 2, 1), ttl: 60, how: 'add', at: now, until: now + lasts },
    by: { key: 'k', address: '192.0.2.9' },
  }
  const set = { owner, type: 1, ttl: 60, added: new Map([['x', entry]]), hidden: new Map() }
  layers.put(NAME, [set], now)
  await layers.keep([layers.written([{ name: NAME, serial: 1, digest: undefined, sets: [set] }])])
}

/** Names with the seconds that are left. */
function left(layers: Layers): string[] {
  const now = layers.time.now()
  return [...layers.setsOf(NAME).each()]
    .flatMap(({ added }) => [...added.values()])
    .map(({ owner, until }) => `${Buffer.from(owner.subarray(1, 1 + owner[0]!))} ${(until! - now) / SECOND}`)
    .sort()
}

t.test(
  'who sets the wall clock while it runs ends nothing early after a restart, and keeps nothing longer',
  async (t) => {
    const machine = new Machine(t)
    let layers = await machine.start()
    await add(layers, 'a', HOUR)
    for (const step of [DAY, -3 * DAY, 365 * DAY, -2 * HOUR]) {
      machine.wall += step
      machine.pass(60 * SECOND)
      layers.noteStep()
    }
    await add(layers, 'b', HOUR)
    machine.wall += DAY
    layers.noteStep()
    await add(layers, 'c', 2)
    t.same(left(layers), ['a 3360', 'b 3600', 'c 0.002'])
    machine.steady = 1
    machine.pass(SECOND)
    layers = await machine.start()
    t.same(left(layers), ['a 3359', 'b 3599'])
    // The log is made smaller: it says the same.
    layers = await machine.start(1)
    await add(layers, 'd', HOUR)
    machine.wall -= DAY
    layers.noteStep()
    await add(layers, 'e', HOUR)
    t.same(left(await machine.start()), ['a 3359', 'b 3599', 'd 3600', 'e 3600'])
  },
)

t.test('a step that the disk did not take is written the next time', async (t) => {
  const appended: Uint8Array[] = []
  const twice = new Layers(
    {
      found: new Map(),
      append: async (records) => {
        if (appended.push(...records) === 1) throw new Error('ENOSPC')
      },
    },
    { now: () => 0, skew: () => DAY },
  )
  for (let i = 0; i < 3; i++) {
    twice.noteStep()
    await new Promise((resolve) => setImmediate(resolve))
  }
  t.equal(appended.length, 2, 'and no third time')
})

t.test('ends of a second, with kills between', async (t) => {
  const machine = new Machine(t)
  for (let round = 0; round < 20; round++) {
    const layers = await machine.start()
    await add(layers, `s${round}`, SECOND)
    await add(layers, `l${round}`, 30 * SECOND)
    machine.pass(round % 2 === 0 ? SECOND : 999)
    machine.wall += round % 3 === 0 ? DAY : round % 3 === 1 ? -DAY : 0
    layers.noteStep()
    const found = left(await machine.start())
    t.equal(
      found.some((one) => one.startsWith(`s${round} `)),
      round % 2 === 1,
      `round ${round}`,
    )
    t.equal(
      found.some((one) => one.startsWith(`l${round} `)),
      true,
    )
  }
})
