// What people are told of rolls of keys.

import * as v from 'valibot'
import { nameText } from '../../dns/name-text.ts'
import type { RollPlan, RollRefusal } from '../../signing/roll-orders.ts'
import type { Awaited, Looks } from '../../signing/rolling.ts'
import { hasPart, isDsAsWanted, tagsOf } from '../../signing/zone-looks.ts'
import type { ZoneSigning } from '../../signing/zone-signing.ts'

type Part = Awaited['part']
type TimetableLine = RollPlan['lines'][number]
type RecordState = TimetableLine['state']

const WHAT: Readonly<Record<Part, string>> = {
  dnskey: 'DNSKEY',
  krrsig: 'signature over the keys',
  zrrsig: 'signatures over the zone',
  ds: 'DS',
}

const STATES: Readonly<Record<RecordState, string>> = {
  rumoured: 'comes',
  omnipresent: 'is everywhere, in caches too',
  unretentive: 'goes',
  hidden: 'is gone everywhere, from caches too',
}

function stepText(part: Part, state: RecordState): string {
  return `${WHAT[part]} ${STATES[state]}`
}

export function refusalText(refusal: RollRefusal, zone: string): string {
  switch (refusal.kind) {
    case 'no-keys':
      return `${zone} has no keys that can be used${refusal.why === undefined ? '' : `: ${refusal.why}`}`
    case 'leaving':
      return `${zone} is to be unsigned: put it back under "sign" first`
    case 'running':
      return `a roll of ${zone} runs already, and key ${refusal.tags.join(', ')} still goes: wait for its end ("janus dnssec ${zone}"), or take it back with --back`
    case 'not-everywhere':
      return `key ${refusal.tags.join(', ')} of ${zone} is not in all caches yet: "janus dnssec ${zone}" tells what is awaited`
    case 'no-such-role':
      return `${zone} has no such key: --key ${refusal.roles.join(' or ')}`
    case 'one-algorithm':
      return `all keys of ${zone} have one algorithm: leave --key out to roll them all to ${refusal.algorithm}`
    case 'not-made':
      return `no keys of algorithm ${refusal.algorithm} are made: take 13, 15 or 8`
    case 'no-roll':
      return `no roll of ${zone} runs`
    case 'too-late':
      return `a key that would be needed again is gone already: let the roll of ${zone} come to its end, and begin another`
    case 'no-such-key':
      return `${zone} has no such key: "janus dnssec ${zone}" tells their tags`
    case 'not-awaited':
      return `nothing of that kind is awaited of the key: "janus dnssec ${zone}" tells what is`
    case 'contradicted':
      return `it is otherwise at ${refusal.servers.join(', ')}`
  }
}

/** What is awaited of a zone, and what was seen: one line each. */
export function awaitedTexts(zone: ZoneSigning, awaited: readonly Awaited[], looks: Looks | undefined): string[] {
  return awaited.map((one) => {
    const { key, part, comes, until } = one
    return until === undefined
      ? `${awaitedText(one)}: ${seenText(zone, key.tag, part, comes, looks)}`
      : awaitedText(one)
  })
}

/** Without who was asked. */
export function awaitedText({ key, part, comes, until }: Awaited): string {
  const what = `${WHAT[part]} ${key.tag} ${comes ? 'to be there' : 'to be gone'}`
  return until === undefined ? what : `${what}: seen so everywhere; caches forget until ${dateOf(until)}`
}

function seenText(zone: ZoneSigning, tag: number, part: Part, comes: boolean, looks: Looks | undefined): string {
  const whole = zone.keys.kind === 'good' ? zone.keys.keys.find((key) => key.tag === tag) : undefined
  if (looks === undefined || whole === undefined) return 'nobody has been asked yet'
  const { name, origin } = zone.setting
  if (part === 'ds') {
    if (looks.parents.length === 0)
      return `nobody is to be asked ("parents: []"): run "janus dnssec ${comes ? 'seen' : 'gone'} ${name} ${tag}" when it is so`
    return counted(
      looks.parents.map((answer) => {
        if (answer.kind === 'unreachable') return answer.reason
        const tags = tagsOf(answer)
        if (!isDsAsWanted(answer, origin, whole, comes) && answer.here !== undefined)
          return hereText(answer, comes, name)
        if (answer.kind === 'there' && answer.doubt !== undefined) return answer.doubt
        return isDsAsWanted(answer, origin, whole, comes)
          ? undefined
          : `${answer.server} has ${tags.length === 0 ? 'none' : tags.join(', ')}`
      }),
    )
  }
  return counted(
    looks.zone.map((look) => {
      if (look.error !== undefined) return look.error
      return hasPart(look, part, whole) === comes ? undefined : `${look.server} ${comes ? 'has it not' : 'has it'}`
    }),
  )
}

/** Of a parent that is served here. */
function hereText({ server, here }: Looks['parents'][number], comes: boolean, name: string): string {
  const what = `${server} ${comes ? 'has it not' : 'has it'}`
  switch (here!) {
    case 'made':
      return `${what} yet`
    case 'given':
      return `${what}, for the zone above comes there signed by somebody else: who signs it has to ${comes ? 'add' : 'delete'} it ("janus dnssec ds ${name}")`
    case 'undelegated':
      return `${what}, for the zone above has no NS of ${name} there: add them`
  }
}

/** `not so`: a sentence for each server where it is otherwise. */
function counted(servers: readonly (string | undefined)[]): string {
  const others = servers.filter((one) => one !== undefined)
  return [`asked ${servers.length}, so at ${servers.length - others.length}`, ...others].join('; ')
}

export function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}

/** Whom a person has to ask for what, in the words of one sentence; undefined where nobody has to do anything. */
export function dutyText(zone: ZoneSigning, awaited: readonly Awaited[], looks: Looks | undefined): string | undefined {
  const roll = zone.keys.kind === 'good' && zone.keys.record.keys.some(({ isWanted }) => !isWanted)
  const open = awaited.filter(({ part, until }) => part === 'ds' && until === undefined)
  if (open.length === 0 || !(roll || zone.isLeaving)) return undefined
  // Zones that are signed here take it from each other.
  if (looks !== undefined && looks.parents.length > 0 && looks.parents.every(({ here }) => here === 'made'))
    return undefined
  const [comes, goes] = [true, false].map((so) => open.filter((one) => one.comes === so).map(({ key }) => key.tag))
  const name = nameText(zone.setting.origin)
  const wants = [
    ...(comes!.length > 0 ? [`a DS of ${comes!.join(', ')} ("janus dnssec ds ${name}")`] : []),
    ...(goes!.length > 0 ? [`none of ${goes!.join(', ')}`] : []),
  ]
  return `the parent is to have ${wants.join(' and ')}: a CDS asks for that; where nobody reads it, tell the registrar`
}

export const stepLine = v.looseObject({
  at: v.pipe(v.string(), v.description('When, if every server and the parent is in time.')),
  key: v.pipe(v.string(), v.description('Its tag; "new CSK" of one that is not made yet.')),
  what: v.string(),
})

/** `key`: as people are told of it. */
export function stepOf({ at, part, state }: TimetableLine, key: string) {
  return { at: new Date(at * 1000).toISOString(), key, what: stepText(part, state) }
}
