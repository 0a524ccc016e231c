// No view ever shows another's data: whatever changes in one changes no octet of any answer in another.

import t from 'tap'
import type { Generation } from '../../src/views/view.ts'
import { readMessage } from '../../src/wire/message.ts'
import { type AskOptions, queryFor, recordText, TestServer } from '../support/ask.ts'
import { labelsText } from '../support/name.ts'
import fc from '../support/properties.ts'
import { inquiries, smaller, type World, type WorldQuestion, zoneText } from '../support/world.ts'
import { generationOf } from '../support/zones.ts'

const servers = [0, 1].map(() => new TestServer(twoViews({ zones: [] }, { zones: [] })))
const manners: readonly AskOptions[] = [{}, { edns: 1232 }, { stream: true }, { dnssec: true }]

t.test('editing a record inside leaves every answer outside as it was', async () => {
  fc.assert(
    fc.property(inquiries({ min: 12, max: 12 }), inquiries({ min: 1, max: 1 }), fc.nat(), (outside, inside, pick) => {
      const edits = smaller(inside.world)
      const edited = edits[pick % Math.max(edits.length, 1)] ?? { zones: [] }
      sameOutside(outside.questions, twoViews(inside.world, outside.world), twoViews(edited, outside.world))
    }),
    { numRuns: 100 },
  )
})

t.test('putting quite other zones inside leaves every answer outside as it was', async () => {
  const single = inquiries({ min: 1, max: 1 })
  fc.assert(
    fc.property(inquiries({ min: 12, max: 12 }), single, single, (outside, inside, other) => {
      sameOutside(outside.questions, twoViews(inside.world, outside.world), twoViews(other.world, outside.world))
    }),
    { numRuns: 100 },
  )
})

t.test('who asks inside, and what, changes nothing for those outside but whose turn it is to come first', async () => {
  fc.assert(
    fc.property(inquiries({ min: 12, max: 12 }), inquiries({ min: 1, max: 1 }), (outside, inside) => {
      const generation = twoViews(inside.world, outside.world)
      const [one, other] = answers(outside.questions, [generation, generation], ['10.0.0.1'])
      if (!one!.every((answer, i) => saying(answer) === saying(other![i]!)))
        throw different(outside.questions, one!, other!)
    }),
    { numRuns: 60 },
  )
})

function sameOutside(questions: readonly WorldQuestion[], ...generations: readonly Generation[]): void {
  const [one, other] = answers(questions, generations, [])
  if (!one!.every((answer, i) => answer.equals(other![i]!))) throw different(questions, one!, other!)
}

/** What each server, given its generation, sends to somebody outside; `before` asks the same question first. */
function answers(
  questions: readonly WorldQuestion[],
  generations: readonly Generation[],
  before: readonly string[],
): Buffer[][] {
  return generations.map((generation, i) => {
    // One server for all of a column, so that both have answered as often: records take turns.
    const server = servers[i]!
    server.responder.use(generation)
    return questions.flatMap(({ name, type }) =>
      manners.map((manner) => {
        const query = queryFor(`${labelsText(name)} ${type}`, manner)
        if (i > 0) for (const from of before) server.send(query, { ...manner, from })
        return Buffer.from(server.send(query, { ...manner, from: '192.0.2.1' }))
      }),
    )
  })
}

function different(questions: readonly WorldQuestion[], one: readonly Buffer[], other: readonly Buffer[]): Error {
  const i = one.findIndex((answer, k) => !answer.equals(other[k]!))
  const { name, type } = questions[Math.floor(i / manners.length)]!
  return new Error(`${labelsText(name)} ${type}\n${one[i]!.toString('hex')}\n${other[i]!.toString('hex')}`)
}

/** All that it says, whichever record comes first. */
function saying(octets: Buffer): string {
  const { flags, answer, authority, additional, opt } = readMessage(octets)!
  const sections = [answer, authority, additional].map((records) => records.map(recordText).sort())
  return JSON.stringify([flags, sections, opt])
}

function twoViews(internal: World, external: World): Generation {
  return generationOf({
    internal: { clients: ['10.0.0.0/8'], zones: textsOf(internal) },
    external: { clients: ['any'], zones: textsOf(external) },
  })
}

function textsOf({ zones }: World): Record<string, string> {
  return Object.fromEntries(zones.map((zone) => [labelsText(zone.origin), zoneText(zone)]))
}
