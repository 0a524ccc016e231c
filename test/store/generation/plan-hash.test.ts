// The hash of a plan stands on a command line: `janus apply HASH`.

import t from 'tap'
import { asWord } from '../../../src/store/generation/plan-hash.ts'

t.test('no hash looks like an option', async (t) => {
  t.equal(asWord('--xJoUuQUnXunovNsmhuMC32vzUAO4tbfNogSkfsl4I'), '_-xJoUuQUnXunovNsmhuMC32vzUAO4tbfNogSkfsl4I')
  t.equal(asWord('xJ-UuQ'), 'xJ-UuQ')
})
