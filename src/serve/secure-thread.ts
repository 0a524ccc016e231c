// The thread behind the doors that shake hands: it has streams of its own, and answers them out of the shared generation by the same code
// as all others. It asks the desk in the main thread for what takes a key, or more than one message.

import { once } from 'node:events'
import { parentPort } from 'node:worker_threads'
import { openHttps } from '../net/https/listener.ts'
import { Sessions } from '../net/https/sessions.ts'
import type { Respond } from '../net/peer.ts'
import { RemoteDesk } from '../net/remote-desk.ts'
import { TcpClients } from '../net/tcp-clients.ts'
import { Handshakes } from '../net/tls/handshakes.ts'
import { openTls } from '../net/tls/listener.ts'
import type { SecureDoor, SecureService } from '../net/tls/secure-door.ts'
import { Turns } from '../net/turns.ts'
import { Counters } from '../observe/counters.ts'
import { Tap } from '../observe/tap.ts'
import { thisMoment } from '../system/clocks.ts'
import { traceOf } from '../system/why.ts'
import type { Generation } from '../views/view.ts'
import { lifetimeOf } from '../wire/lifetime.ts'
import { findTsig } from '../wire/tsig/record.ts'
import { Changeover } from './changeover.ts'
import { writeDoorCounts } from './door-counts.ts'
import type { FromSecureThread, SecureThreadData, ToSecureThread } from './secure-messages.ts'
import { watched } from './watched.ts'

/** How often it looks at the clock and tells what it has counted, in milliseconds. */
const TICK = 100
const ZEROS = new Uint8Array(16)

const port = parentPort!
const [begin] = (await once(port, 'message')) as [ToSecureThread & { kind: 'begin' }]
const { data } = begin

const counters = new Counters(data.counters)
const taps = data.taps.map(({ filter, ring }) => new Tap(filter, ring))
let ticked = performance.now()
let faulted = -1
// The desk decides who may have a zone.
const over = new Changeover(data, data.publications, counters, () => true)
const { responder } = over
const answering = watched(responder.respond, {
  counters,
  taps,
  generation: () => over.generation,
  onFault: (error) => {
    // One a tick: somebody who can provoke a fault may do so often, and messages wait in memory.
    if (ticked === faulted) return
    faulted = ticked
    tell({ kind: 'fault', reason: traceOf(error) })
  },
})
const turns = new Turns()
const respond: Respond = (...message) => {
  over.catchUp()
  return answering(...message)
}
const desk = new RemoteDesk(data.desk)
const streams = new TcpClients(respond, desk, data.tcp, turns)
const sessions = new Sessions(data.tcp)
const resets = { resets: 0 }
const service: SecureService = {
  handshakes: new Handshakes(data.handshakes),
  counts: { shaken: 0, failed: 0, refused: 0, resumed: 0 },
  proxied: { strangers: 0, broken: 0 },
}
const doors = new Map<number, SecureDoor>()

const ticker = setInterval(() => {
  ticked = performance.now()
  over.catchUp()
  responder.tick(thisMoment())
  for (const tap of taps) tap.refresh()
  writeCounts(data)
}, TICK)

port.on('message', (message: ToSecureThread) => {
  switch (message.kind) {
    case 'begin':
      break
    case 'listen':
      void listen(message)
      break
    case 'use':
      use(message)
      break
    case 'unlisten':
      doors.get(message.number)?.close()
      doors.delete(message.number)
      break
    case 'stop':
      void stop(data)
      break
    default:
      message satisfies never
  }
})

async function listen({ number, protocol, address, credentials }: ToSecureThread & { kind: 'listen' }): Promise<void> {
  try {
    const door =
      protocol === 'tls'
        ? await openTls(address, credentials, { ...service, streams })
        : await openHttps(address, credentials, { ...service, respond, desk, sessions, resets, cacheControl })
    doors.set(number, door)
    tell({ kind: 'bound', number, address: door.address })
  } catch (error) {
    const { code = 'unknown', message } = error as NodeJS.ErrnoException
    tell({ kind: 'failed', number, code, message })
  }
}

/** Shows other credentials; where these cannot be used, the door keeps those that it has. */
function use({ number, credentials }: ToSecureThread & { kind: 'use' }): void {
  try {
    doors.get(number)?.use(credentials)
  } catch (error) {
    tell({ kind: 'fault', reason: traceOf(error) })
  }
}

/**
 * RFC 8484 §5.1. Where not everybody gets one view, no shared cache may keep an answer. Every answer then says so: if only some did,
 * that would tell which names differ.
 */
function cacheControl(answer: Uint8Array | undefined): string {
  const seconds = answer === undefined || findTsig(answer).kind === 'found' ? undefined : lifetimeOf(answer)
  const kept = seconds === undefined ? 'no-store' : `max-age=${seconds}`
  return isForEverybody(over.generation) ? kept : `private, ${kept}`
}

function isForEverybody({ views, prefixes }: Generation): boolean {
  return views.length === 1 && prefixes.matchNetwork(ZEROS, 4, 0) === 0 && prefixes.matchNetwork(ZEROS, 6, 0) === 0
}

/** Answers the queries that have come, and ends the thread. */
async function stop({ publications, desk }: SecureThreadData): Promise<void> {
  for (const door of doors.values()) door.close()
  await Promise.all([streams.close(), sessions.close()])
  clearInterval(ticker)
  writeCounts(data)
  publications.close()
  desk.close()
  port.close()
}

function writeCounts({ doors: room }: SecureThreadData): void {
  const { accepted, displaced, crowded, open } = streams.counts
  writeDoorCounts(room, {
    ...{ ...service.counts, ...service.proxied, ...resets, accepted, displaced, crowded },
    open: open + sessions.open,
  })
}

function tell(message: FromSecureThread): void {
  port.postMessage(message)
}
