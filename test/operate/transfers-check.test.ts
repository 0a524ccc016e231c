// What `janus transfers check` makes of what it has found: which of it is good, and how it reads.

import t from 'tap'
import { transfersCheck } from '../../src/operate/verbs/transfers-check.ts'

const cases = [
  { state: 'same', good: true, last: 'every secondary has the right version' },
  { state: 'serial-only', good: true, last: '1 line to look at' },
  { state: 'not-compared', good: false, last: '1 line to look at' },
  { state: 'other-face', good: false, last: '1 line to look at' },
  { state: 'behind', good: false, last: '1 line to look at' },
  { state: 'failed', good: false, last: '1 line to look at' },
]

t.test('what nobody compared is not good', async (t) => {
  for (const { state, good, last } of cases) {
    const line = { zone: 'bl.example.', view: 'world', peer: 'ns2', address: '192.0.2.1', state, error: 'it says why' }
    const told = transfersCheck.told([line])!
    t.equal(told.good, good, state)
    const lines = told.text({ colour: false }).split('\n')
    t.equal(lines.at(-1), last, state)
    t.match(lines.at(-2), new RegExp(`${state} +- +it says why$`))
  }
  t.equal(transfersCheck.told([{ state: 'unheard-of' }]), undefined)
})
