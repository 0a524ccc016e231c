// Fills the ring that keeps answers round and round with answers of every size: it gives each back as it was or not at all,
// always the last one, and writes nothing beyond itself.

import t from 'tap'
import { Common } from '../../src/answer/common.ts'
import { CommonAnswers, MAX_COMMON, MAX_COMMON_POINTERS, MAX_COMMON_VARIANTS } from '../../src/answer/common-answers.ts'
import { Consulted, Freshness } from '../../src/answer/freshness.ts'
import { MAX_PREPARED, MAX_VARIANTS, PreparedAnswers } from '../../src/answer/prepared.ts'
import { Ring } from '../../src/answer/ring.ts'
import { HEADER } from '../../src/wire/header.ts'
import { Query } from '../../src/wire/query.ts'
import fc from '../support/properties.ts'
import { queryOf } from '../support/query.ts'

/** How often each ring is filled. */
const LAPS = 2

/** An answer in several orders: how many, octets of the first, and by how many the others differ from it. */
type Shape = { readonly variants: number; readonly octets: number; readonly differences: readonly number[] }

function shapes(variants: number, octets: number): fc.Arbitrary<readonly Shape[]> {
  const often = (most: number, least: number) => fc.oneof(fc.constant(most), fc.integer({ min: least, max: most }))
  const shape = fc.record({
    variants: often(variants, 1),
    octets: often(octets, 64),
    differences: fc.array(fc.integer({ min: -64, max: 64 }), { minLength: 1, maxLength: 4 }),
  })
  return fc.array(shape, { minLength: 1, maxLength: 12 })
}

/** Its order `i`: begins with the question, and says of each octet behind that it is of put number `turn`. */
function messageOf({ octets, differences }: Shape, question: Uint8Array, turn: number, i: number, most: number) {
  const length = Math.min(most, octets + (i === 0 ? 0 : differences[i % differences.length]!))
  const message = new Uint8Array(Math.max(length, question.length)).fill(1 + (turn % 250))
  message.set(question)
  return message
}

const question = queryOf(['www', 'example', 'com'], 1, {})

function read(message: Uint8Array): Query {
  const query = new Query()
  query.read(message, 0, message.length)
  return query
}

/** Names of equal length, so that each answer has one of its own. */
const questions = Array.from({ length: 64 }, (_, i) => queryOf([`h${String(i).padStart(2, '0')}`, 'example'], 1, {}))

t.test('answers of any size and number of orders are kept beside each other', async () => {
  await fc.assert(
    fc.property(shapes(MAX_VARIANTS, MAX_PREPARED), (list) => {
      const prepared = new PreparedAnswers(new Freshness())
      const held = new Map<number, readonly Uint8Array[]>()
      const out = new Uint8Array(MAX_PREPARED)
      for (let turn = 0, octets = 0; octets < LAPS * (16 << 20) && turn < 2000; turn++) {
        const shape = list[turn % list.length]!
        const which = turn % questions.length
        const query = read(questions[which]!)
        const orders = Array.from({ length: shape.variants }, (_, i) =>
          messageOf(shape, questions[which]!, turn, i, MAX_PREPARED),
        )
        const kept = prepared.put(1, query, shape.variants, new Consulted(), (_query, i, ring, at) => {
          ring.set(orders[i]!, at)
          return orders[i]!.length
        })
        octets += shape.variants * shape.octets
        if (kept) held.set(which, orders)
        const length = prepared.copy(1, query, MAX_PREPARED, out, 0)
        if (kept && length === 0) throw new Error(`turn ${turn}: what was just kept is not found`)
        if (turn % 40 > 0) continue
        for (const [other, wanted] of held) {
          const length = prepared.copy(1, read(questions[other]!), MAX_PREPARED, out, 0)
          if (length > 0 && !isAmong(wanted, out.subarray(0, length)))
            throw new Error(`turn ${turn}: the answer to question ${other} is not what was kept`)
        }
      }
    }),
    { numRuns: 6 },
  )
})

t.test('answers that many names common are kept likewise', async () => {
  await fc.assert(
    fc.property(shapes(MAX_COMMON_VARIANTS, MAX_COMMON), (list) => {
      const common = new CommonAnswers(new Freshness())
      const held = new Map<number, readonly Uint8Array[]>()
      const out = new Uint8Array(MAX_COMMON)
      const pointers = { count: MAX_COMMON_POINTERS, at: new Uint16Array(MAX_COMMON_POINTERS).fill(question.length) }
      const copy = (node: number) =>
        common.copy(1, commonOf(node), HEADER + 4, question, 0, question.length, MAX_COMMON, out, 0)
      for (let turn = 0, octets = 0; octets < LAPS * (4 << 20) && turn < 2000; turn++) {
        const shape = list[turn % list.length]!
        const node = turn % 64
        const orders = Array.from({ length: shape.variants }, (_, i) => messageOf(shape, question, turn, i, MAX_COMMON))
        const kept = common.put(1, read(question), commonOf(node), HEADER + 4, shape.variants, new Consulted(), {
          write: (_query, i, ring, at) => {
            ring.set(orders[i]!, at)
            return orders[i]!.length
          },
          pointers: () => pointers,
        })
        octets += shape.variants * (shape.octets + 2 * pointers.count)
        if (kept) held.set(node, orders)
        if (kept && copy(node) === 0) throw new Error(`turn ${turn}: what was just kept is not found`)
        if (turn % 40 > 0) continue
        for (const [other, wanted] of held) {
          const length = copy(other)
          if (length > 0 && !isAmong(wanted, out.subarray(0, length)))
            throw new Error(`turn ${turn}: the answer for node ${other} is not what was kept`)
        }
      }
    }),
    { numRuns: 6 },
  )
})

t.test('a ring gives room in one piece, and takes from what counts as live nothing', async () => {
  await fc.assert(
    fc.property(fc.array(fc.record({ room: fc.nat(40), used: fc.nat(40) }), { maxLength: 400 }), (steps) => {
      const ring = new Ring(256, 40)
      const placed: { position: number; index: number; words: number; mark: number }[] = []
      steps.forEach(({ room, used }, step) => {
        const index = ring.room(room)
        if (index + room > 256) throw new Error(`${room} words at ${index} are not in one piece`)
        // All of it may be written, whatever is put in.
        ring.words.fill(-1 - step, index, index + room)
        const words = Math.min(used, room)
        placed.push({ position: ring.head, index, words, mark: -1 - step })
        ring.head += words
        for (const { position, index, words, mark } of placed)
          if (ring.isLive(position) && ring.words.subarray(index, index + words).some((word) => word !== mark))
            throw new Error(`step ${step}: what lies at ${position} is live and was written over`)
      })
    }),
  )
  t.throws(() => new Ring(256, 40).room(41))
})

function commonOf(node: number): Common {
  return Object.assign(new Common(), { node })
}

function isAmong(messages: readonly Uint8Array[], message: Uint8Array): boolean {
  return messages.some((other) => Buffer.compare(other, message) === 0)
}
