// `janus dnssec clock`: tells the time by which zones are signed; an operator may confirm it although something was signed later already.

import * as v from 'valibot'
import { yesOrNo } from '../../text/config/words.ts'
import { field } from '../fields.ts'
import { oneResult } from '../verb.ts'

export const dnssecClock = oneResult({
  name: 'dnssec-clock',
  effect: 'changes',
  right: 'administer',
  concerns: 'all',
  request: {
    accept: v.optional(field(yesOrNo(), 'believe it, whatever was signed later', { option: '--accept' })),
  },
  result: v.looseObject({
    now: v.pipe(v.string(), v.description('What the clock says.')),
    behind: v.optional(v.pipe(v.string(), v.description('When something was signed already: nothing is until then.'))),
  }),
  run: ({ operated: { server } }, { accept }) => {
    if (accept) server.signing?.acceptClock()
    const behind = server.signing?.clockBehind
    return {
      now: new Date().toISOString(),
      ...(behind && { behind: new Date(behind.record * 1000).toISOString() }),
    }
  },
  text: ({ now, behind }) =>
    behind === undefined
      ? `the clock says ${now}, and zones are signed by it`
      : `the clock says ${now}, and something was signed at ${behind} already: nothing is signed until then, or until "janus dnssec clock --accept"`,
  good: ({ behind }) => behind === undefined,
  command: {
    under: 'dnssec',
    summary: 'whether the server trusts the clock; accept it if it was set back, and is right now',
    examples: [
      ['janus dnssec clock'],
      ['janus dnssec clock --accept', 'Janus signs again what was signed in the future'],
    ],
    exit: { done: 'the server signs zones by it', refused: 'the server signs nothing', failed: 'no server to ask' },
  },
})
