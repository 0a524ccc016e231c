// `janus dnssec roll|seen|gone`: replaces keys by new ones, and takes people's word about a parent that cannot be asked.

import * as v from 'valibot'
import { ROOT } from '../../dns/name.ts'
import { readName } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import type { RollOrders, RollPlan, RollRefusal } from '../../signing/roll-orders.ts'
import { say as sayOfRolls, speakerOf } from '../../signing/says.ts'
import type { ZoneSigning } from '../../signing/zone-signing.ts'
import { text, wholeNumber, yesOrNo } from '../../text/config/words.ts'
import type { LanguageName } from '../../text/findings/wording.ts'
import { VerbError } from '../errors.ts'
import { field } from '../fields.ts'
import type { Operated } from '../operated.ts'
import { say } from '../says.ts'
import { mustSeeZone } from '../seen-zone.ts'
import type { Sight } from '../sight.ts'
import { oneResult, type Plain } from '../verb.ts'
import { want } from '../wants.ts'
import { table } from '../words.ts'
import { canonicalZone } from '../zone-meant.ts'
import { refusalSaid, stepLine, stepOf } from './dnssec-words.ts'

const rolled = v.looseObject({
  zone: v.string(),
  state: v.pipe(
    v.picklist(['planned', 'begun', 'refused']),
    v.description('planned: nothing is done; begun: what is told below has begun; refused: nothing has changed.'),
  ),
  reason: v.optional(v.pipe(v.string(), v.description('Why not, and what to do.'))),
  steps: v.array(stepLine),
})

export type Rolled = Plain<v.InferOutput<typeof rolled>>

const zoneField = field(text(want('want-zone')), 'the zone that is meant', { argument: '<zone>' })
const tagField = field(wholeNumber(0, 65_535), 'the tag of the key, as "janus dnssec" tells it', { argument: '<tag>' })
const orderFields = {
  key: v.optional(
    field(v.picklist(['csk', 'ksk', 'zsk'], want('want-role')), 'keys of this role alone; by default all', {
      option: '--key <role>',
    }),
  ),
  algorithm: v.optional(
    field(wholeNumber(1, 255), 'of the new keys: 8, 13 or 15; by default as "sign" has it', {
      option: '--algorithm <number>',
    }),
  ),
}
const exit = {
  done: 'it has begun, or is planned',
  refused: 'nothing has changed: the text says why',
  failed: 'no server to ask, or no such zone',
}

export const dnssecRoll = oneResult({
  name: 'dnssec-roll',
  effect: 'changes',
  concerns: 'all',
  request: {
    zone: zoneField,
    ...orderFields,
    plan: v.optional(field(yesOrNo(), 'tells the dates, and does nothing', { option: '--plan' })),
    back: v.optional(field(yesOrNo(), 'takes the roll back that is running', { option: '--back' })),
  },
  errors: ['no-zone'],
  result: rolled,
  run: ({ operated, sight }, { zone, key, algorithm, plan, back }) => {
    const signed = signedZone(operated, sight, zone)
    if (signed === undefined) return unsigned(zone, operated)
    const { orders, one } = signed
    const order = { role: key, algorithm }
    if (back) return told(one, orders.takeBack(one), 'begun', operated)
    if (plan) return told(one, orders.plan(one, order), 'planned', operated)
    return told(one, orders.roll(one, order), 'begun', operated)
  },
  text: (result) => rolledText(result),
  good: ({ state }) => state !== 'refused',
  audited: ({ state }) => ({ state }),
  command: {
    under: 'dnssec',
    summary: 'replace the keys of a zone with new ones, without a gap',
    more:
      'Janus takes a step only when it has seen the step before at every server of the zone, or of the parent where a DS changes, ' +
      'and when caches have forgotten the old state. "janus dnssec" shows what it waits for. Keys of all roles are replaced, by ' +
      'the roles and the algorithm under "sign", unless you name one role.',
    examples: [
      ['janus dnssec roll univ.example --plan', 'the timetable in dates'],
      ['janus dnssec roll univ.example --key zsk'],
      ['janus dnssec roll univ.example --algorithm 15', 'to Ed25519'],
    ],
    exit,
  },
})

/** The dates of a roll, for programs: an actor who may change nothing may see them too. */
export const dnssecTimetable = oneResult({
  name: 'dnssec-timetable',
  about: 'the dates that a roll of keys would have if it began now',
  effect: 'reads',
  concerns: 'all',
  request: { zone: zoneField, ...orderFields },
  errors: ['no-zone'],
  result: rolled,
  run: ({ operated, sight }, { zone, key, algorithm }) => {
    const signed = signedZone(operated, sight, zone)
    if (signed === undefined) return unsigned(zone, operated)
    return told(signed.one, signed.orders.plan(signed.one, { role: key, algorithm }), 'planned', operated)
  },
  text: (result) => rolledText(result),
})

const toldVerb = <Name extends 'seen' | 'gone'>(name: Name, summary: string, example: string) =>
  oneResult({
    name: `dnssec-${name}` as const,
    effect: 'changes',
    concerns: 'all',
    request: { zone: zoneField, tag: tagField },
    errors: ['no-zone'],
    result: rolled,
    run: async ({ operated, sight }, { zone, tag }) => {
      const signed = signedZone(operated, sight, zone)
      if (signed === undefined) return unsigned(zone, operated)
      const { orders, one } = signed
      const outcome = await orders.told(one, operated.server.current.generation.views, tag, name)
      return told(one, outcome, 'begun', operated)
    },
    text: (result) => rolledText(result),
    good: ({ state }) => state !== 'refused',
    audited: ({ state }) => ({ state }),
    command: {
      under: 'dnssec',
      summary,
      more: 'For servers that Janus cannot ask. Those that it can ask it asks all the same, and trusts their answers more.',
      examples: [[example]],
      exit,
    },
  })

export const dnssecSeen = toldVerb(
  'seen',
  'say that every server has what is awaited of a key',
  'janus dnssec seen univ.example 34616',
)

export const dnssecGone = toldVerb(
  'gone',
  'say that no server has a key any more that is to go',
  'janus dnssec gone univ.example 5345',
)

/** The zone's signing; undefined where no face of the zone is signed here. */
function signedZone(
  operated: Operated,
  sight: Sight,
  zone: string,
): { readonly orders: RollOrders; readonly one: ZoneSigning } | undefined {
  const origin = readName(zone, ROOT)
  if (typeof origin === 'string') throw new VerbError('bad-request', say('name-unread', { name: zone }), 'zone')
  const { signing } = operated.server
  const one = signing?.zoneAt(origin)
  if (one === undefined) mustSeeZone(operated, sight, zone)
  return signing && one && { orders: signing.orders, one }
}

function unsigned(zone: string, { language = 'en' }: Operated): Rolled {
  const name = canonicalZone(zone)
  return refused(name, sayOfRolls('roll-unsigned', { zone: name }), language)
}

function refused(zone: string, why: Said, language: LanguageName): Rolled {
  return { zone, state: 'refused', reason: speakerOf(language).text(why), steps: [] }
}

function told(
  { setting }: ZoneSigning,
  outcome: RollPlan | RollRefusal,
  state: 'planned' | 'begun',
  { language = 'en' }: Operated,
): Rolled {
  const zone = canonicalZone(setting.name)
  if (outcome.kind !== 'plan') return refused(zone, refusalSaid(outcome, setting.name), language)
  const { text } = speakerOf(language)
  const nameOf = (tag: number) => {
    const fresh = outcome.fresh.find((key) => key.tag === tag)
    if (tag >= 0) return `${tag}`
    return text(sayOfRolls('roll-new-key', { role: fresh!.role.toUpperCase(), algorithm: fresh!.algorithm }))
  }
  return { zone, state, steps: outcome.lines.map((line) => stepOf(line, nameOf(line.tag), language)) }
}

function rolledText({ zone, state, reason, steps }: v.InferOutput<typeof rolled>): string {
  if (state === 'refused') return `nothing has changed: ${reason}`
  const rows = steps.map(({ at, key, what }) => [at.replace(/:\d\d\.\d+Z$/, 'Z'), key, what])
  const head =
    state === 'planned'
      ? `${zone} would go this way, if every server has changes within an hour and the parent within a day:`
      : `${zone} goes this way; "janus dnssec ${zone}" tells what is awaited:`
  return rows.length === 0 ? `${zone} has nothing more to do` : [head, ...table(['when', 'key', ''], rows)].join('\n')
}
