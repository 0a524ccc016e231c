import t from 'tap'
import { Peer } from '../../src/net/peer.ts'
import { Counters, sumCounters } from '../../src/observe/counters.ts'
import { watched } from '../../src/serve/watched.ts'
import { queryFor } from '../support/ask.ts'
import { generationOf } from '../support/zones.ts'

const generation = generationOf({ any: { clients: ['any'], zones: {} } })
const query = queryFor('www.example.com A', { flags: 0x0110 })
const out = new Uint8Array(512)

t.test('a query that meets a fault of ours gets SERVFAIL, and the next is answered', async (t) => {
  const counters = new Counters()
  const faults: unknown[] = []
  let broken = true
  const respond = watched(
    () => {
      if (broken) throw new Error('a fault')
      return 99
    },
    { counters, taps: [], generation: () => generation, onFault: (error) => faults.push(error) },
  )
  const length = respond(query, 0, query.length, new Peer('udp'), out, 0)
  t.equal(length, 12)
  t.same([...out.subarray(0, 4)], [0x12, 0x34, 0x81, 0x02], 'its ID, QR and RD, SERVFAIL')
  t.same([...out.subarray(4, 12)], [0, 0, 0, 0, 0, 0, 0, 0])
  t.match(faults, [{ message: 'a fault' }])
  t.equal(respond(query, 0, 5, new Peer('udp'), out, 0), 0, 'what is no message gets none')
  broken = false
  t.equal(respond(query, 0, query.length, new Peer('udp'), out, 0), 99)
  t.equal(sumCounters([counters.buffer], 1).dropped, 1)
})
