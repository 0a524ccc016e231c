// Where the peers agree and we answer otherwise on purpose. Short, and each with the text it rests on: docs/conformance.md
// says the same in more words.

import { isAtOrBelow, isBelow, keyOf, type Labels } from '../support/name.ts'
import type { World } from '../support/world.ts'
import type { Outcome } from './field.ts'
import type { Field } from './reply.ts'

export type Difference = {
  readonly name: string
  readonly fields: readonly Field[]
  readonly rfc: string
  /** `theirs` is what the peers agree on in that field. */
  readonly applies: (outcome: Outcome, theirs: string) => boolean
}

export const differences: readonly Difference[] = [
  {
    name: 'aliases are followed into other zones of the view, and the rcode is that of where they end',
    fields: ['rcode', 'answer', 'authority', 'additional'],
    rfc: 'RFC 1034 §4.3.2 steps 3a and 1; RFC 6604 §2',
    applies: ({ inquiry, ourAnswer }) =>
      records(ourAnswer).some(({ owner, type, rdata }) => {
        const target = type === 'CNAME' ? zoneOf(inquiry.world, rdata) : undefined
        return target !== undefined && target !== zoneOf(inquiry.world, owner)
      }),
  },
  {
    name: 'targets in other zones of the view bring their addresses',
    fields: ['additional'],
    rfc: 'RFC 1034 §4.3.2 step 6: "using local data only"',
    applies: ({ inquiry, question, ours }, theirs) => {
      const start = zoneOf(inquiry.world, keyOf(question.name))
      const own = (section: string | undefined) =>
        records(section).flatMap(({ line, owner }) => (zoneOf(inquiry.world, owner) === start ? [line] : []))
      // What the peers have of such a name is glue, where we have its zone's own records.
      const isKnown = records(theirs).every(({ line, owner }) =>
        records(ours.additional).some((mine) => mine.line === line || mine.owner === owner),
      )
      return isKnown && own(ours.additional).join() === own(theirs).join()
    },
  },
  {
    name: 'NS at a wildcard is data like any other: nothing is delegated by it but the literal name',
    fields: ['answer', 'authority', 'additional', 'flags', 'rcode'],
    rfc: 'RFC 4592 §4.2: left undefined; BIND refuses such a zone, Knot DNS refers, NSD answers',
    applies: ({ inquiry, question }) =>
      inquiry.world.zones.some((zone) =>
        zone.records.some(
          ({ owner, type }) =>
            type === 'NS' &&
            owner[0] === '*' &&
            isBelow(question.name, owner.slice(1)) &&
            !isAtOrBelow(question.name, owner),
        ),
      ),
  },
  {
    name: 'a DNAME that leads to or below itself is followed for twenty links or until the name is too long',
    fields: ['answer', 'authority', 'rcode'],
    rfc: 'RFC 6672 §2.2, §5.2: each server ends it elsewhere',
    applies: ({ inquiry, question }) =>
      inquiry.world.zones.some((zone) =>
        zone.records.some(
          ({ owner, type, rdata }) =>
            type === 'DNAME' && isAtOrBelow(rdata[0] as Labels, owner) && isBelow(question.name, owner),
        ),
      ),
  },
  {
    name: 'NODATA at a wildcard that is an empty non-terminal is proved by the NSEC before the wildcard too',
    fields: ['authority'],
    rfc: 'RFC 4035 §3.1.3.4: that the wildcard has no such type has to be shown as well',
    applies: ({ ours }, theirs) => {
      const known = new Set(theirs.split('\n'))
      const more = records(ours.authority).filter(({ line }) => !known.has(line))
      const isNsec = ({ type, rdata }: Line) => type === 'NSEC' || (type === 'RRSIG' && rdata.startsWith('nsec '))
      return (
        more.length > 0 && more.every(isNsec) && records(theirs).length + more.length === records(ours.authority).length
      )
    },
  },
  {
    name: 'NODATA at a wildcard is proved with the NSEC3 of the closest encloser, for names that begin with * as well',
    fields: ['authority'],
    rfc: 'RFC 5155 §7.2.5: NSD sends it for no name, Knot DNS not for these',
    applies: ({ question, ours }, theirs) => {
      if (question.name[0] !== '*') return false
      const known = new Set(theirs.split('\n'))
      const mine = records(ours.authority)
      const more = mine
        .filter(({ line }) => !known.has(line))
        .map(({ type, rdata }) => `${type} ${rdata.split(' ')[0]}`)
      return mine.length === records(theirs).length + 2 && more.sort().join() === 'NSEC3 1,RRSIG nsec3'
    },
  },
  {
    name: 'a loop of aliases ends with what was found, no record twice',
    fields: ['answer'],
    rfc: 'RFC 2181 §5: Knot DNS repeats records, NSD where a wildcard is the alias',
    applies: ({ ours }, theirs) => {
      const lines = theirs.split('\n')
      const once = new Set(lines)
      return once.size < lines.length && [...once].join('\n') === ours.answer
    },
  },
  {
    name: 'SVCB and HTTPS in AliasMode that lead to themselves bring the addresses that are there',
    fields: ['additional'],
    rfc: 'RFC 9460 §2.4.2: the client has to notice the loop; BIND and Knot DNS add nothing then, NSD never does',
    applies: ({ ours, ourAnswer }, theirs) => {
      const loops = records(ourAnswer).filter(({ owner, rdata }) => rdata === `0 ${owner}`)
      const more = records(ours.additional).filter(({ line }) => !theirs.split('\n').includes(line))
      return more.length > 0 && more.every(({ owner }) => loops.some((loop) => loop.owner === owner))
    },
  },
]

type Line = { readonly line: string; readonly owner: string; readonly type: string; readonly rdata: string }

/** Names have no blanks: they are escaped. */
function records(section: string | undefined): Line[] {
  return (section ?? '').split('\n').flatMap((line) => {
    const [, owner, type, rdata] = /^(\S+) \d+ (\S+) (.*)$/.exec(line) ?? []
    return owner === undefined ? [] : [{ line, owner, type: type!, rdata: rdata! }]
  })
}

/** The origin that is closest above the name, both as keyOf() gives them. */
function zoneOf({ zones }: World, name: string): string | undefined {
  const above = zones.map(({ origin }) => keyOf(origin)).filter((origin) => `.${name}`.endsWith(`.${origin}`))
  return above.sort((a, b) => b.length - a.length)[0]
}
