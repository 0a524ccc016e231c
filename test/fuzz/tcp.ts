// Mutated streams of frames through a connection: everything that TCP does but the system's sockets.

import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { peerAt, type Respond } from '../../src/net/peer.ts'
import { TcpClients } from '../../src/net/tcp-clients.ts'
import { testLimits } from '../support/tcp-limits.ts'
import { campus, queries } from './campus.ts'
import { wrongWith } from './check-answer.ts'
import { mutated } from './mutate.ts'
import { Random } from './random.ts'
import { Outcomes, type Target } from './target.ts'

export function tcpTarget(): Target {
  const responder = campus()
  let problem: string | undefined
  const outcomes = new Outcomes()
  let answers = 0
  const respond: Respond = (message, from, to, peer, out, at) => {
    const length = responder.respond(message, from, to, peer, out, at)
    if (length > 0) answers++
    problem ??= wrongWith(message.subarray(from, to), out.subarray(at, at + length), true)
    return length
  }
  const clients = new TcpClients(respond, { async *answer() {} }, testLimits)
  return {
    outcomes,
    async run(seed, i) {
      const stream = streamOf(seed, i)
      const random = new Random(seed, -i - 2)
      const socket = new FakeSocket()
      problem = undefined
      answers = 0
      clients.admit(socket as unknown as Socket, peerAt(Uint8Array.of(127, 0, 0, 1), 'tcp'))
      for (let at = 0; at < stream.length; ) {
        const to = Math.min(stream.length, at + 1 + random.below(random.pick([4, 40, 4000])))
        socket.push(stream.subarray(at, to))
        at = to
        if (random.below(4) === 0) await turn()
      }
      socket.push(null)
      for (let turns = 0; !socket.destroyed && turns < MAX_TURNS; turns++) await turn()
      if (!socket.destroyed) return 'the connection stays open'
      if (clients.counts.open !== 0) return 'a closed connection is counted as open'
      outcomes.add(`${answers} answers`)
      return problem ?? wrongFrames(Buffer.concat(socket.sent), answers)
    },
    describe: (seed, i) => Buffer.from(streamOf(seed, i)).toString('hex'),
  }
}

const MAX_TURNS = 1000

function streamOf(seed: number, i: number): Uint8Array {
  const random = new Random(seed, i)
  const frames = Array.from({ length: 1 + random.below(6) }, () => {
    const query = random.below(2) === 0 ? random.pick(queries) : mutated(queries, random)
    return Buffer.concat([Uint8Array.of(query.length >>> 8, query.length), query])
  })
  const stream = Buffer.concat(frames)
  // Half of them with lengths that lie.
  return random.below(2) === 0 ? stream : mutated([stream], random)
}

function wrongFrames(sent: Uint8Array, answers: number): string | undefined {
  let at = 0
  for (let i = 0; i < answers; i++) at += 2 + ((sent[at]! << 8) | sent[at + 1]!)
  return at === sent.length ? undefined : 'what was sent is not the frames of its answers'
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Reads what is pushed, keeps what is written, closes when both sides have ended. */
class FakeSocket extends Duplex {
  readonly sent: Uint8Array[] = []

  constructor() {
    super({ allowHalfOpen: true, autoDestroy: true })
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.sent.push(chunk)
    done()
  }
}
