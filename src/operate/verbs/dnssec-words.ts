// The texts about rolls of keys, in the client's language.

import * as v from 'valibot'
import { nameText } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import type { RollPlan, RollRefusal } from '../../signing/roll-orders.ts'
import type { Awaited, Looks } from '../../signing/rolling.ts'
import { say, speakerOf } from '../../signing/says.ts'
import { hasPart, isDsAsWanted, tagsOf } from '../../signing/zone-looks.ts'
import type { ZoneSigning } from '../../signing/zone-signing.ts'
import type { LanguageName } from '../../text/findings/wording.ts'

type Part = Awaited['part']
type TimetableLine = RollPlan['lines'][number]

function partSaid(part: Part): Said {
  return say(`part-${part}`)
}

export function refusalSaid(refusal: RollRefusal, zone: string): Said {
  switch (refusal.kind) {
    case 'no-keys':
      return refusal.why === undefined
        ? say('roll-no-keys', { zone })
        : say('roll-no-keys-why', { zone, why: refusal.why })
    case 'leaving':
      return say('roll-leaving', { zone })
    case 'running':
      return say('roll-running', { zone, tags: refusal.tags.join(', ') })
    case 'not-everywhere':
      return say('roll-not-everywhere', { zone, tags: refusal.tags.join(', ') })
    case 'no-such-role':
      return say('roll-no-role', { zone, roles: eitherOf(refusal.roles) })
    case 'one-algorithm':
      return say('roll-one-algorithm', { zone, algorithm: refusal.algorithm })
    case 'not-made':
      return say('roll-not-made', { algorithm: refusal.algorithm })
    case 'no-roll':
      return say('roll-none', { zone })
    case 'too-late':
      return say('roll-too-late', { zone })
    case 'no-such-key':
      return say('roll-no-key', { zone })
    case 'not-awaited':
      return say('roll-not-awaited', { zone })
    case 'contradicted':
      return say('roll-contradicted', { servers: refusal.servers.map((server) => say('roll-server', { server })) })
  }
}

function eitherOf([first = '', ...others]: readonly string[]): Said | string {
  return others.reduce<Said | string>((one, other) => say('roll-or', { one, other }), first)
}

/** One line for each thing that a zone's roll waits for, with what was seen of it. */
export function awaitedTexts(
  zone: ZoneSigning,
  awaited: readonly Awaited[],
  looks: Looks | undefined,
  language: LanguageName,
): string[] {
  return awaited.map((one) => {
    const text = awaitedText(one, language)
    return one.until === undefined ? `${text}: ${seenText(zone, one, looks, language)}` : text
  })
}

/** The same without the servers that were asked. */
export function awaitedText({ key, part, comes, until }: Awaited, language: LanguageName): string {
  const what = say(comes ? 'await-there' : 'await-gone', { what: partSaid(part), tag: key.tag })
  const said = until === undefined ? what : say('await-until', { awaited: what, until: dateOf(until) })
  return speakerOf(language).text(said)
}

/** How many servers were asked, and a sentence for each that has not what is awaited. */
function seenText(zone: ZoneSigning, awaited: Awaited, looks: Looks | undefined, language: LanguageName): string {
  const seen = seenSaid(zone, awaited, looks)
  const { text } = speakerOf(language)
  if (!Array.isArray(seen)) return text(seen)
  const others = seen.filter((one) => one !== undefined)
  const count = say('await-asked', { count: seen.length, so: seen.length - others.length })
  return [count, ...others].map(text).join('; ')
}

/** For each server that was asked: undefined where it has what is awaited, else why not. A sentence alone: why none was asked. */
function seenSaid(
  zone: ZoneSigning,
  { key: { tag }, part, comes }: Awaited,
  looks: Looks | undefined,
): Said | (Said | undefined)[] {
  const whole = zone.keys.kind === 'good' ? zone.keys.keys.find((key) => key.tag === tag) : undefined
  if (looks === undefined || whole === undefined) return say('await-unasked')
  const { name, origin } = zone.setting
  if (part !== 'ds')
    return looks.zone.map((look) => {
      if (look.error !== undefined) return look.error
      return hasPart(look, part, whole) === comes ? undefined : otherwiseSaid(look.server, comes)
    })
  if (looks.parents.length === 0) return say(comes ? 'await-word-seen' : 'await-word-gone', { zone: name, tag })
  return looks.parents.map((answer) => {
    if (answer.kind === 'unreachable') return answer.reason
    const { server } = answer
    const isSo = isDsAsWanted(answer, origin, whole, comes)
    if (!isSo && answer.here !== undefined) return hereSaid(answer, comes, name)
    if (answer.kind === 'there' && answer.doubt !== undefined) return answer.doubt
    if (isSo) return undefined
    const tags = tagsOf(answer)
    return tags.length === 0 ? say('await-no-tags', { server }) : say('await-tags', { server, tags: tags.join(', ') })
  })
}

function otherwiseSaid(server: string | Said, comes: boolean): Said {
  return comes ? say('await-has-not', { server }) : say('await-has', { server })
}

/** What a parent zone that is served here has, and what to do. */
function hereSaid({ server, here }: Looks['parents'][number], comes: boolean, zone: string): Said {
  const has = otherwiseSaid(server, comes)
  switch (here!) {
    case 'made':
      return say('await-made', { has })
    case 'given':
      return say(comes ? 'await-given-add' : 'await-given-delete', { has, zone })
    case 'undelegated':
      return say('await-undelegated', { has, zone })
  }
}

export function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}

/** What a person has to ask of the parent, in one sentence; undefined where nobody has to do anything. */
export function dutySaid(zone: ZoneSigning, awaited: readonly Awaited[], looks: Looks | undefined): Said | undefined {
  const roll = zone.keys.kind === 'good' && zone.keys.record.keys.some(({ isWanted }) => !isWanted)
  const open = awaited.filter(({ part, until }) => part === 'ds' && until === undefined)
  if (open.length === 0 || !(roll || zone.isLeaving)) return undefined
  // Parents that are signed here take the DS by themselves.
  if (looks !== undefined && looks.parents.length > 0 && looks.parents.every(({ here }) => here === 'made'))
    return undefined
  const tagsOfThose = (so: boolean) =>
    open
      .filter(({ comes }) => comes === so)
      .map(({ key }) => key.tag)
      .join(', ')
  const [comes, goes] = [tagsOfThose(true), tagsOfThose(false)]
  const add = comes && say('duty-add', { tags: comes, zone: nameText(zone.setting.origin) })
  const remove = goes && say('duty-delete', { tags: goes })
  return say('duty-of-parent', { wants: add && remove ? say('duty-both', { add, remove }) : add || remove })
}

export const stepLine = v.looseObject({
  at: v.pipe(v.string(), v.description('When, if every server and the parent is in time.')),
  key: v.pipe(v.string(), v.description('Its tag; "new CSK" of one that is not made yet.')),
  what: v.string(),
})

/** `key`: the key's name for people. */
export function stepOf({ at, part, state }: TimetableLine, key: string, language: LanguageName) {
  const what = speakerOf(language).text(say(`step-${state}`, { what: partSaid(part) }))
  return { at: dateOf(at), key, what }
}
