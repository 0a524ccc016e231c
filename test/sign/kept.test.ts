// Proofs belong to the very qname: an answer from a signed zone does not depend on earlier questions.

import t from 'tap'
import { typeCode } from '../../src/dns/types.ts'
import { readMessage } from '../../src/wire/message.ts'
import { lines } from '../peers/reply.ts'
import { rebased } from '../peers/shrink.ts'
import { signAll } from '../peers/signed.ts'
import { canSign, Signer } from '../peers/signer.ts'
import { TestServer } from '../support/ask.ts'
import { type Labels, wireLength } from '../support/name.ts'
import fc from '../support/properties.ts'
import { queryOf } from '../support/query.ts'
import { inquiries, type WorldQuestion } from '../support/world.ts'
import { questionLine } from '../support/world-text.ts'
import { worldGeneration } from '../support/zones.ts'

const WORLDS = 36
const EDNS = 4096

t.test('what was asked before changes no answer', { skip: !canSign && 'the signing tools are missing' }, async (t) => {
  const signer = await Signer.create()
  t.teardown(() => signer.close())
  const sample = fc.sample(inquiries({ min: 8, max: 8 }), { numRuns: WORLDS })
  const signed = await signAll(signer, rebased(sample))
  const [warm, fresh] = [0, 1].map(() => new TestServer(worldGeneration({ zones: [] }), { ednsBufferSize: EDNS })) as [
    TestServer,
    TestServer,
  ]
  let different = 0
  for (const { world, questions } of signed.inquiries) {
    const generation = worldGeneration(world, signed.textOf)
    warm.responder.use(generation)
    for (const question of [...questions, ...questions].flatMap(beside)) {
      fresh.responder.use(generation)
      const [one, other] = [warm, fresh].map((server) => saying(server, question))
      if (one === other) continue
      different++
      t.equal(one, other, questionLine(question))
    }
  }
  t.equal(different, 0)
  t.ok(signed.inquiries.length > WORLDS / 2, `${signed.inquiries.length} worlds can be signed`)
})

/** The question, and two of names next to its own, which mostly do not exist. */
function beside(question: WorldQuestion): WorldQuestion[] {
  const names: Labels[] = [question.name, ['beside', ...question.name.slice(1)], ['below', ...question.name]]
  return names.filter((name) => wireLength(name) <= 255).map((name) => ({ ...question, name }))
}

/** All that is said, whichever record comes first. */
function saying(server: TestServer, { name, type }: WorldQuestion): string {
  const { flags, answer, authority, additional } = readMessage(
    server.send(queryOf(name, typeCode(type)!, { edns: EDNS, dnssec: true })),
  )!
  return [flags, lines(answer), lines(authority), lines(additional)].join('\n--\n')
}
