// Begins a check of what is served by all rules, and tells how far it is. For programs: people ask `janus check`, which looks at the files.

import * as v from 'valibot'
import type { Said } from '../../dns/said.ts'
import type { Check } from '../checking.ts'
import { english, say } from '../says.ts'
import { oneResult, type Plain } from '../verb.ts'
import { counted } from '../words.ts'

const result = v.looseObject({
  generation: v.number(),
  state: v.pipe(v.picklist(['running', 'done', 'failed']), v.description('"/findings" has all of it once it is done.')),
  done: v.pipe(v.number(), v.description('Of the work, from 0 to 1.')),
  seconds: v.number(),
  why: v.optional(
    v.pipe(
      v.picklist(['memory', 'time', 'fault']),
      v.description('Why it has failed: it takes more memory or time than it may, or met a bug in Janus.'),
    ),
  ),
  differing: v.optional(
    v.pipe(
      v.number(),
      v.description('Faces whose files have something else by now than is served, for who sees all of the server.'),
    ),
  ),
  left: v.optional(
    v.pipe(v.number(), v.description('Findings beyond those that are held, for who sees all of the server.')),
  ),
})

export type FindingsCheck = Plain<v.InferOutput<typeof result>>

export const findingsCheck = oneResult({
  name: 'findings-check',
  about: 'begin a check of what is served by all rules, where none runs, and tell how far it is',
  effect: 'reads',
  concerns: 'seen',
  request: {},
  result,
  run: ({ operated, sight }) => toldCheck(operated.checking.ask(), sight.whole),
  text: ({ state, done, why, differing = 0, left = 0 }) => {
    if (state === 'running') return `the check is at ${Math.floor(done * 100)} %`
    if (state === 'failed') return `the rules could not be asked: ${english.text(whySaid(why))}`
    const more = [
      ...(differing > 0 ? [`${counted(differing, 'zone face')} have other files by now: reload`] : []),
      ...(left > 0 ? [`${counted(left, 'finding')} more are not held`] : []),
    ]
    return ['all rules have been asked about what is served', ...more].join('; ')
  },
  good: ({ state }) => state !== 'failed',
})

function toldCheck({ generation, state, done, seconds, why, differing, left }: Check, whole: boolean): FindingsCheck {
  return {
    ...{ generation, state, done, seconds },
    ...(why !== undefined && { why }),
    // Counts would tell of views that the actor does not see.
    ...(whole && { differing, left }),
  }
}

export function whySaid(why: Check['why']): Said {
  if (why === 'memory') return say('rules-memory')
  if (why === 'time') return say('rules-time')
  return say('rules-fault')
}
