// The compact tree answers like an obvious search over the plain list of records.

import t from 'tap'
import { printRdata } from '../../src/dns/rdata/rdata.ts'
import { typeCode, typeName } from '../../src/dns/types.ts'
import type { Message, MessageRecord } from '../../src/wire/message.ts'
import { isAuthoritative, rcodeOf, TestServer } from '../support/ask.ts'
import { keyOf, labelsOf, labelsText } from '../support/name.ts'
import fc from '../support/properties.ts'
import { plainZone, type Reply, resolve } from '../support/reference.ts'
import { inquiries, zoneText } from '../support/world.ts'
import { worldGeneration } from '../support/zones.ts'

const server = new TestServer(worldGeneration({ zones: [] }))

t.test('any question about any zones is answered as the records say', async () => {
  fc.assert(
    fc.property(inquiries({ min: 20, max: 20 }), ({ world, questions }) => {
      server.responder.use(worldGeneration(world))
      const zones = world.zones.map((zone) => plainZone(zone.origin, zoneText(zone)))
      for (const { name, type } of questions) {
        const question = `${labelsText(name)} ${type}`
        const want = JSON.stringify(sorted(resolve(zones, name, typeCode(type)!)), null, 1)
        // The second time it may come from another place.
        for (const turn of ['first', 'second']) {
          const seen = JSON.stringify(replyOf(server.ask(question, { stream: true })), null, 1)
          if (seen !== want)
            throw new Error(
              `${question}, ${turn} time\n${seen}\nwanted\n${want}\n${world.zones.map(zoneText).join('\n')}`,
            )
        }
      }
    }),
    { numRuns: 300 },
  )
})

function replyOf(message: Message): Reply {
  return {
    rcode: rcodeOf(message) as Reply['rcode'],
    aa: isAuthoritative(message),
    answer: lines(message.answer),
    authority: lines(message.authority),
    additional: lines(message.additional),
  }
}

/** The order of records is another test's matter. */
function sorted(reply: Reply): Reply {
  return {
    ...reply,
    answer: reply.answer.sort(),
    authority: reply.authority.sort(),
    additional: reply.additional.sort(),
  }
}

function lines(records: readonly MessageRecord[]): string[] {
  return records
    .map(({ name, ttl, type, rdata }) =>
      `${keyOf(labelsOf(name))} ${ttl} ${typeName(type)} ${printRdata(type, rdata, 0, rdata.length)}`.toLowerCase(),
    )
    .sort()
}
