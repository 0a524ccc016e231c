// Events of faces happen in their order when their time has come, in tests when somebody turns the clock.

import t from 'tap'
import { Clock, type EventKind, steadyTime, type Time } from '../../src/store/clock.ts'
import { faceOf } from '../support/edits.ts'
import fc from '../support/properties.ts'

/** Stands still until it is turned. */
class TurnedTime implements Time {
  #now = 1000
  #waiting: { readonly at: number; readonly then: () => void }[] = []

  readonly now = () => this.#now

  readonly wait = (milliseconds: number, then: () => void) => {
    const waiting = { at: this.#now + milliseconds, then }
    this.#waiting.push(waiting)
    return () => {
      this.#waiting = this.#waiting.filter((one) => one !== waiting)
    }
  }

  turn(milliseconds: number): void {
    const end = this.#now + milliseconds
    for (;;) {
      const [next] = this.#waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
      if (next === undefined) break
      this.#now = Math.max(next.at, this.#now)
      this.#waiting = this.#waiting.filter((one) => one !== next)
      next.then()
    }
    this.#now = end
  }
}

const [a, b] = [faceOf('inside', 'a.example.'), faceOf('inside', 'b.example.')] as const

t.test('events happen in the order of their times', async (t) => {
  const time = new TurnedTime()
  const clock = new Clock(time, () => t.fail())
  const happened: string[] = []
  clock.set(a, 'expire', 500, () => happened.push('a expires'))
  clock.set(b, 'refresh', 200, () => happened.push('b is refreshed'))
  clock.set(a, 'refresh', 200, () => {
    happened.push('a is refreshed')
    clock.set(a, 'refresh', 200, () => happened.push('again'))
    clock.clear(b, 'notify')
  })
  clock.set(b, 'notify', 200, () => t.fail('another event has taken it back'))
  t.equal(clock.until(a, 'expire'), 500)
  time.turn(199)
  t.same(happened, [])
  time.turn(1)
  t.same(happened, ['b is refreshed', 'a is refreshed'])
  t.equal(clock.until(b, 'refresh'), undefined)
  time.turn(1000)
  t.same(happened, ['b is refreshed', 'a is refreshed', 'again', 'a expires'])
})

t.test('an event that is set anew happens at its new time and at no other', async (t) => {
  const time = new TurnedTime()
  const clock = new Clock(time, () => t.fail())
  let times = 0
  clock.set(a, 'refresh', 100, () => t.fail())
  clock.set(faceOf('inside', 'A.Example.'), 'refresh', 300, () => times++)
  time.turn(200)
  t.equal(times, 0)
  time.turn(100)
  t.equal(times, 1)
  clock.set(a, 'expire', -5, () => times++)
  time.turn(0)
  t.equal(times, 2, 'what is late happens at once')
  clock.set(a, 'expire', 10, () => t.fail())
  clock.stop()
  time.turn(1000)
  clock.set(a, 'notify', 10, () => t.fail('it has ended'))
  t.equal(clock.until(a, 'notify'), undefined)
  time.turn(1000)
})

t.test('a fault in one event keeps no other from happening', async (t) => {
  const time = new TurnedTime()
  const faults: unknown[] = []
  const clock = new Clock(time, (error) => faults.push(error))
  let happened = false
  clock.set(a, 'refresh', 10, () => {
    throw new Error('a fault of ours')
  })
  clock.set(b, 'refresh', 10, () => {
    happened = true
  })
  time.turn(10)
  t.ok(happened)
  t.match(faults, [{ message: 'a fault of ours' }])
})

t.test('however the clock is turned, each event happens once, when it is due', async () => {
  const kinds: readonly EventKind[] = ['refresh', 'expire', 'notify']
  const step = fc.record({ kind: fc.constantFrom(...kinds), after: fc.nat(50), turn: fc.nat(30) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const time = new TurnedTime()
      const clock = new Clock(time, (error) => {
        throw error
      })
      const due = new Map<EventKind, number>()
      for (const { kind, after, turn } of steps) {
        const at = time.now() + after
        due.set(kind, at)
        clock.set(a, kind, after, () => {
          if (due.get(kind) !== at || time.now() !== at) throw new Error('at another time')
          due.delete(kind)
        })
        time.turn(turn)
        for (const when of due.values()) if (when <= time.now()) throw new Error('too late')
      }
    }),
  )
})

t.test('of sixty thousand faces each event happens in its order, put off as often as anybody likes', async (t) => {
  const time = new TurnedTime()
  const clock = new Clock(time, () => t.fail())
  const faces = Array.from({ length: 60_000 }, (_, i) => faceOf('inside', `d${i}.example.`))
  const happened: number[] = []
  const dueIn = (i: number) => 1 + ((i * 7919) % 1000)
  for (const [i, face] of faces.entries()) {
    clock.set(face, 'refresh', 5, () => t.fail('it was put off'))
    clock.set(face, 'refresh', dueIn(i), () => happened.push(i))
    clock.set(face, 'expire', 500, () => t.fail('it was taken back'))
    clock.clear(face, 'expire')
  }
  time.turn(1000)
  const wanted = [...faces.keys()].sort((a, b) => dueIn(a) - dueIn(b) || a - b)
  t.strictSame(happened, wanted)
})

t.test('time passes by itself too', async () => {
  const clock = new Clock(steadyTime, () => t.fail())
  // The clock keeps no process alive.
  const alive = setInterval(() => {}, 1000)
  await new Promise<void>((resolve) => clock.set(a, 'refresh', 5, resolve))
  clearInterval(alive)
})
