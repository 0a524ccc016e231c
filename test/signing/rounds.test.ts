// Many zones that are looked at in turn: few at the same time, each when its time has come, and soon when somebody says so.

import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { Rounds } from '../../src/signing/rounds.ts'
import { Clock } from '../../src/store/clock.ts'

/** A clock that goes when it is told to, and what is looked at by it. */
class World {
  now = 1000
  /** Name and time of each look. */
  readonly looks: string[] = []
  readonly faults: unknown[] = []
  /** Seconds until the next look; undefined: something is amiss. */
  next: number | undefined = 100
  open = 0
  most = 0
  isHeld = false
  readonly #held: (() => void)[] = []
  #timer: { readonly at: number; readonly then: () => void } | undefined
  readonly rounds = new Rounds({
    clock: new Clock(
      {
        now: () => this.now * 1000,
        wait: (milliseconds, then) => {
          const timer = { at: this.now + milliseconds / 1000, then }
          this.#timer = timer
          return () => {
            if (this.#timer === timer) this.#timer = undefined
          }
        },
      },
      (error) => this.faults.push(error),
    ),
    now: () => this.now,
    look: async (name) => {
      this.looks.push(`${name} ${this.now - 1000}`)
      this.most = Math.max(this.most, ++this.open)
      if (this.isHeld) await new Promise<void>((resolve) => this.#held.push(resolve))
      this.open--
      if (name === 'faulty') throw new Error('of ours')
      return this.next
    },
    onFault: (error) => this.faults.push(error),
  })

  async release(): Promise<void> {
    for (const done of this.#held.splice(0)) done()
    await setImmediate()
  }

  /** Until so many seconds after the beginning. */
  async go(until: number): Promise<void> {
    await setImmediate()
    while (this.#timer !== undefined && this.#timer.at <= 1000 + until) {
      const { at, then } = this.#timer
      this.#timer = undefined
      this.now = Math.max(at, this.now)
      then()
      await setImmediate()
    }
    this.now = 1000 + until
  }

  take(): string[] {
    return this.looks.splice(0)
  }
}

t.test('each has its time, and whoever has changed is looked at soon, but not all the time', async (t) => {
  const world = new World()
  world.rounds.use(new Set(['a', 'b']))
  await world.go(10)
  t.same(world.take(), [], 'nobody is asked before sockets answer')
  world.rounds.begin()
  await world.go(250)
  t.same(world.take(), ['a 10', 'b 10', 'a 110', 'b 110', 'a 210', 'b 210'])
  world.rounds.soon('a')
  world.rounds.soon('nobody')
  await world.go(251)
  for (let i = 0; i < 10; i++) world.rounds.soon('a')
  await world.go(300)
  t.same(world.take(), ['a 250', 'a 255'])
  world.rounds.again()
  await world.go(301)
  t.same(world.take(), ['a 300', 'b 300'])
  world.rounds.use(new Set(['b', 'c']))
  await world.go(410)
  t.same(world.take(), ['c 301', 'b 400', 'c 401'], 'who is gone is forgotten')
  world.rounds.stop()
  await world.go(10_000)
  t.same(world.take(), [])
  t.same(world.faults, [])
})

t.test('where something is amiss it is looked at less and less often, up to each hour', async (t) => {
  const world = new World()
  world.next = undefined
  world.rounds.use(new Set(['a']))
  world.rounds.begin()
  await world.go(15_000)
  t.same(
    world.take(),
    [0, 60, 180, 420, 900, 1860, 3780, 7380, 10_980, 14_580].map((at) => `a ${at}`),
  )
  world.rounds.soon('a')
  await world.go(15_070)
  t.same(world.take(), ['a 15000', 'a 15060'])
})

t.test('four are asked at the same time at the most, and a fault of ours stops nothing', async (t) => {
  const world = new World()
  world.isHeld = true
  world.rounds.use(new Set(['faulty', ...Array.from({ length: 9 }, (_, i) => `z${i}`)]))
  world.rounds.begin()
  await world.go(1)
  t.equal(world.take().length, 4)
  await world.release()
  t.equal(world.take().length, 4)
  world.isHeld = false
  await world.release()
  await world.go(2)
  t.equal(world.take().length, 2)
  t.equal(world.most, 4)
  t.match(world.faults, [{ message: 'of ours' }])
  await world.go(70)
  t.same(world.take(), ['faulty 61'])
})

t.test('those that somebody asks for all the time do not take the turn of others', async (t) => {
  const world = new World()
  world.isHeld = true
  const slow = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  world.rounds.use(new Set([...slow, 'x', 'y', 'z']))
  world.rounds.begin()
  for (let turn = 1; turn <= 6; turn++) {
    for (const name of slow) world.rounds.soon(name)
    await world.go(20 * turn)
    await world.release()
  }
  const looked = new Set(world.take().map((look) => look.split(' ')[0]))
  t.same([...looked].sort(), [...slow, 'x', 'y', 'z'])
})
