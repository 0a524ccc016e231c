// When records of a primary end: known before they are served, so that nobody who is killed keeps one for ever.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Clock } from '../../src/store/clock.ts'
import { appendEnds, Copies } from '../../src/transfer/copies.ts'
import { EntryEnds } from '../../src/transfer/entry-ends.ts'

const name = { view: 'internal', origin: nameFromText('pop.example.') }
const LATER = Date.now() + 3_600_000

function endsIn(folder: string) {
  const copies = Copies.open(folder)
  const log = { info: () => {}, warn: () => {}, error: (about: object) => t.fail(JSON.stringify(about)) }
  const serving = { served: () => undefined, end: () => Promise.reject(new Error('nothing ends here')) }
  const time = { now: () => performance.now(), wait: () => () => {} }
  const clock = new Clock(time, (error) => t.error(error))
  const ends = new EntryEnds({ clock, wall: Date.now, serving, copies, log })
  return { ends, copies, kept: () => Object.fromEntries(Copies.toRead(folder).ends(name) ?? []) }
}

t.test('ends are on the disk before the changes that they come with are served', (t) => {
  const { ends, kept } = endsIn(t.testdir())
  ends.note(name, 'changes', new Map([['one', LATER]]))
  t.same(kept(), { one: LATER }, 'of the first')
  ends.took(name, 'changes', new Map([['one', LATER]]))
  ends.note(name, 'changes', new Map([['two', LATER]]))
  t.same(kept(), { one: LATER, two: LATER }, 'of those that follow')
  t.end()
})

t.test('who writes all ends anew while others are about to be served writes these as well', (t) => {
  const { ends, kept } = endsIn(t.testdir())
  ends.took(name, 'zone', new Map([['one', LATER]]))
  ends.note(name, 'changes', new Map([['two', LATER]]))
  ends.stop()
  t.same(kept(), { one: LATER, two: LATER })
  t.end()
})

t.test('what a whole zone does not have any more is forgotten', (t) => {
  const { ends, kept } = endsIn(t.testdir())
  ends.took(name, 'zone', new Map([['one', LATER]]))
  ends.note(name, 'zone', new Map([['two', LATER]]))
  ends.took(name, 'zone', new Map([['two', LATER]]))
  ends.stop()
  t.same(kept(), { two: LATER })
  t.end()
})

t.test('the ends of a zone are there before it is served, whoever has written the others anew meanwhile', (t) => {
  for (const isMeanwhile of [false, true]) {
    const { ends, copies, kept } = endsIn(t.testdir())
    ends.took(name, 'zone', new Map([['one', LATER]]))
    if (!isMeanwhile) ends.stop()
    ends.asked(name)
    // As the thread does that fetches it.
    appendEnds(copies.arrivalOf(name), new Map([['two', LATER]]))
    if (isMeanwhile) ends.stop()
    ends.note(name, 'zone', new Map([['two', LATER]]))
    t.same(kept(), { one: LATER, two: LATER })
  }
  t.end()
})
