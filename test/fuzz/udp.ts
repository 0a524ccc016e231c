// Mutated datagrams through the responder.

import { rcodeName } from '../../src/dns/rcodes.ts'
import { Peer } from '../../src/net/peer.ts'
import { campus, queries } from './campus.ts'
import { wrongWith } from './check-answer.ts'
import { mutated } from './mutate.ts'
import { Random } from './random.ts'
import { Outcomes, type Target } from './target.ts'

export function udpTarget(): Target {
  const responder = campus()
  const peer = new Peer('udp')
  const outcomes = new Outcomes()
  const out = new Uint8Array(4096 + GUARD)
  return {
    outcomes,
    run(seed, i) {
      const random = new Random(seed, i)
      const query = mutated(queries, random)
      peer.client.family = random.below(4) === 0 ? 6 : 4
      for (let k = 0; k < 16; k++) peer.client.octets[k] = random.below(16)
      if (random.below(2) === 0) peer.client.octets[0] = 10
      if (i % 1000 === 0) responder.tick({ wall: i, steady: i })
      out.fill(UNTOUCHED, 4096)
      const before = query.slice()
      const length = responder.respond(query, 0, query.length, peer, out, 0)
      if (Buffer.compare(before, query) !== 0) return 'the query was written to'
      if (out.indexOf(UNTOUCHED, 4096) !== 4096 || out.subarray(4096).some((octet) => octet !== UNTOUCHED))
        return 'written beyond the room'
      outcomes.add(length === 0 ? 'no answer' : rcodeName(out[3]! & 0xf))
      return wrongWith(query, out.subarray(0, length), false)
    },
    describe: (seed, i) => Buffer.from(mutated(queries, new Random(seed, i))).toString('hex'),
  }
}

const GUARD = 16
const UNTOUCHED = 0xa5
