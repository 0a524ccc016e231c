// Messages that come again: the same answer for as long as it is kept, and nothing twice for as long as it could be done.

import t from 'tap'
import { Rcode } from '../../../src/dns/rcodes.ts'
import { type Remembered, Repeated, type RepeatedLimits } from '../../../src/serve/desk/repeated.ts'

const SIGNED: Remembered = { answer: 300_000, done: 600_000 }
const UNSIGNED: Remembered = { answer: 15_000, done: 0 }

function repeating(limits?: RepeatedLimits) {
  let now = 0
  let made = 0
  const repeated = new Repeated(() => now, limits)
  const ask = async (text: string, from: string, remembered: Remembered, rcode: number = Rcode.NOERROR) => {
    const before = made
    const answer = await repeated.answer(Buffer.from(text), from, remembered, {
      make: async () => {
        made++
        return { answer: Uint8Array.of(0, 0, 0x80, rcode), isFinal: rcode !== Rcode.SERVFAIL }
      },
      again: (code) => Uint8Array.of(0, 0, 0x80, code),
    })
    return `${made > before ? 'done' : 'not done'} ${answer[3]}`
  }
  return {
    ask,
    pass: (milliseconds: number) => {
      now += milliseconds
    },
  }
}

t.test('what came lately has the same answer', async (t) => {
  const { ask, pass } = repeating()
  t.equal(await ask('add', '', SIGNED, Rcode.YXDOMAIN), `done ${Rcode.YXDOMAIN}`)
  t.equal(await ask('add', '', SIGNED), `not done ${Rcode.YXDOMAIN}`)
  pass(299_000)
  t.equal(await ask('add', '', SIGNED), `not done ${Rcode.YXDOMAIN}`)
})

t.test('what is signed is not done again while its signature is good, nor answered otherwise', async (t) => {
  const { ask, pass } = repeating({ answers: 3, done: 1000, each: 0 })
  t.equal(await ask('recorded', '', SIGNED, Rcode.NXRRSET), `done ${Rcode.NXRRSET}`)
  for (let i = 0; i < 100; i++) await ask(`later ${i}`, '', SIGNED)
  t.equal(await ask('recorded', '', SIGNED), `not done ${Rcode.NXRRSET}`, 'however many have come since')
  pass(599_000)
  t.equal(await ask('recorded', '', SIGNED), `not done ${Rcode.NXRRSET}`)
  pass(2000)
  t.equal(await ask('recorded', '', SIGNED), 'done 0', 'now its time says that it is too old')
})

t.test('where no more can be remembered nothing is done that is signed, until there is room', async (t) => {
  const { ask, pass } = repeating({ answers: 3, done: 4, each: 0 })
  for (let i = 0; i < 4; i++) t.equal(await ask(`${i}`, '', SIGNED), 'done 0')
  t.equal(await ask('more', '', SIGNED), `not done ${Rcode.SERVFAIL}`)
  t.equal(await ask('unsigned', '192.0.2.1 53', UNSIGNED), 'done 0')
  t.equal(await ask('0', '', SIGNED), 'not done 0')
  pass(601_000)
  t.equal(await ask('more', '', SIGNED), 'done 0')
})

t.test('a key that sends more than can be remembered keeps no other one from changing anything', async (t) => {
  const { ask, pass } = repeating({ answers: 3, done: 4, each: 2 })
  for (let i = 0; i < 9; i++) await ask(`${i}`, 'eager', SIGNED)
  t.equal(await ask('more', 'eager', SIGNED), `not done ${Rcode.SERVFAIL}`)
  t.equal(await ask('one', 'other', SIGNED), 'done 0')
  t.equal(await ask('one', 'other', SIGNED), 'not done 0', 'and nothing of it twice')
  t.equal(await ask('two', 'other', SIGNED), 'done 0')
  t.equal(await ask('three', 'other', SIGNED), `not done ${Rcode.SERVFAIL}`, 'its own room has an end as well')
  t.equal(await ask('failing', 'third', SIGNED, Rcode.SERVFAIL), `done ${Rcode.SERVFAIL}`)
  t.equal(await ask('failing', 'third', SIGNED), 'done 0')
  t.equal(await ask('one', 'other', SIGNED), 'not done 0')
  pass(601_000)
  for (let i = 0; i < 4; i++) t.equal(await ask(`new ${i}`, 'fourth', SIGNED), 'done 0', 'what is over takes no room')
})

t.test('what could not be done may go well the next time', async (t) => {
  const { ask } = repeating()
  t.equal(await ask('add', '', SIGNED, Rcode.SERVFAIL), `done ${Rcode.SERVFAIL}`)
  t.equal(await ask('add', '', SIGNED), 'done 0')
})

t.test('without a signature, another address or another port is another client', async (t) => {
  const { ask, pass } = repeating()
  t.equal(await ask('add', '192.0.2.1 1000', UNSIGNED), 'done 0')
  t.equal(await ask('add', '192.0.2.1 1000', UNSIGNED), 'not done 0')
  t.equal(await ask('add', '192.0.2.1 1001', UNSIGNED), 'done 0')
  t.equal(await ask('add', '192.0.2.2 1000', UNSIGNED), 'done 0')
  pass(15_001)
  t.equal(await ask('add', '192.0.2.1 1000', UNSIGNED), 'done 0')
})
