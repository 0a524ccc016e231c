// Tells what happens as it happens (Server-Sent Events), to each client as much as he may see. Streams are few; one whose client is slow is
// closed, and a browser opens it again by itself.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import { text, wholeNumber } from '../../text/config/words.ts'
import type { Actor } from '../actor.ts'
import { errorCodes, VerbError } from '../errors.ts'
import { field, quoted, readRequest } from '../fields.ts'
import { readLogLine } from '../log-lines.ts'
import type { Operated } from '../operated.ts'
import { say } from '../says.ts'
import { Sight } from '../sight.ts'
import { want } from '../wants.ts'
import { BASE } from './api.ts'
import { changedFaces, type FaceEvent } from './changed-faces.ts'
import { refusalOf, refuse } from './refusal.ts'
import { endsWork, whenLeft } from './server-of.ts'

export const eventKinds = ['generation', 'edition', 'log', 'status'] as const
type Kind = (typeof eventKinds)[number]

export const eventsRequest = {
  kinds: v.optional(
    field(
      text(want('want-kinds', { words: eventKinds.join(', ') })),
      'only events of these kinds; by default all that you may see',
    ),
  ),
  view: v.optional(field(text(want('want-views-name')), 'only what concerns this view')),
  zone: v.optional(field(text(want('want-zone')), 'only editions of this zone')),
  client: v.optional(field(text(want('want-prefix')), 'only queries from this network')),
  name: v.optional(field(text(want('want-name')), 'only queries for this name and what lies below it')),
  oneIn: v.optional(field(wholeNumber(1, 0x7fffffff), 'only one of so many queries')),
}

type Wanted = v.InferOutput<v.ObjectSchema<typeof eventsRequest, undefined>>

/** Streams at a time, and streams of one actor. */
export const STREAMS = 32
const OF_ONE = 8
/** Octets that may wait for a client. */
const WAITING = 256 * 1024
/** Milliseconds between two looks at what is served, between two checks that the client may still look, and between two signs of life. */
const LOOK = 250
const ASK = 1000
const BEAT = 10_000
/** Queries that one stream is sent between two looks; more are counted as dropped. */
const QUERIES = 100

export type EventsWays = {
  readonly operated: Operated
  readonly actorOf: (request: FastifyRequest) => Actor
  /** Whether the client would still be let in. */
  readonly isStillIn: (request: FastifyRequest) => boolean
}

export function addEvents(app: FastifyInstance, ways: EventsWays, guarded: object): void {
  const streams = new Streams(ways.operated)
  app.addHook('onClose', async () => streams.close())
  app.route({
    ...{ method: 'GET', url: `${BASE}/events`, exposeHeadRoute: false, ...guarded },
    handler: (request, reply) => opened(streams, ways, request, reply),
  })
}

function opened(streams: Streams, ways: EventsWays, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const actor = ways.actorOf(request)
  try {
    const stream = new Stream(ways.operated, actor, readWanted(actor, ways.operated, Object(request.query)))
    stream.follow()
    if (!streams.add(stream)) {
      stream.end()
      return refuse(reply.header('retry-after', '10'), 503, refusalOf('busy', say('streams-full')))
    }
    endsWork(request.raw)
    reply.hijack()
    stream.begin(reply.raw, () => ways.isStillIn(request))
    reply.raw.once('close', () => streams.remove(stream))
    // A client that closes its half gets no more: its next page needs the place.
    whenLeft(request.raw, () => stream.cut())
    return reply
  } catch (error) {
    if (!(error instanceof VerbError)) throw error
    const { code, message, field, said } = error
    return refuse(reply, errorCodes[code].status, { error: message, code, field, said })
  }
}

type Chosen = Omit<Wanted, 'kinds'> & { readonly kinds: ReadonlySet<Kind> }

function readWanted(actor: Actor, operated: Operated, query: object): Chosen {
  const given = Object.fromEntries(
    Object.entries(query).map(([key, value]) => [
      key,
      key === 'oneIn' && /^\d{1,9}$/.test(String(value)) ? Number(value) : value,
    ]),
  )
  const { kinds, ...wanted } = readRequest('events', eventsRequest, given)
  if (actor.verbs !== 'all' && !actor.verbs.has('events'))
    throw new VerbError('forbidden', say('may-not-ask', { verb: 'events' }))
  const mayLog = actor.rights.has('log')
  const named = kinds?.split(',').map((kind) => kind.trim()) ?? eventKinds.filter((kind) => kind !== 'log' || mayLog)
  for (const kind of named) {
    if (!isKind(kind))
      throw new VerbError(
        'bad-request',
        say('kinds-unknown', { kind: quoted(kind), kinds: eventKinds.join(', ') }),
        'kinds',
      )
    if (kind === 'log' && !mayLog) throw new VerbError('forbidden', say('log-may-not'), 'kinds')
  }
  if (wanted.view !== undefined && !new Sight(actor, operated.server).view(wanted.view))
    throw new VerbError('no-view', say('view-not-seen', { view: quoted(wanted.view) }), 'view')
  return { ...wanted, kinds: new Set(named.filter(isKind)) }
}

function isKind(kind: string): kind is Kind {
  return (eventKinds as readonly string[]).includes(kind)
}

/** All open streams, for which one timer looks at what is served. */
class Streams {
  readonly #operated: Operated
  readonly #open = new Set<Stream>()
  #timer: NodeJS.Timeout | undefined
  #known: Operated['server']['current']

  constructor(operated: Operated) {
    this.#operated = operated
    this.#known = operated.server.current
  }

  add(stream: Stream): boolean {
    const own = [...this.#open].filter(({ who }) => who === stream.who)
    if (this.#open.size >= STREAMS || own.length >= OF_ONE) return false
    if (this.#open.size === 0) this.#known = this.#operated.server.current
    this.#open.add(stream)
    this.#timer ??= setInterval(() => this.#look(), LOOK).unref()
    return true
  }

  remove(stream: Stream): void {
    stream.end()
    this.#open.delete(stream)
    if (this.#open.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  close(): void {
    for (const stream of this.#open) {
      stream.cut()
      this.remove(stream)
    }
  }

  #look(): void {
    const { current } = this.#operated.server
    const before = this.#known
    this.#known = current
    const faces = current === before ? [] : changedFaces(before.candidate, current.candidate)
    const isNew = current.number !== before.number
    for (const stream of this.#open) stream.look(faces, isNew ? current : undefined)
  }
}

class Stream {
  readonly who: string
  readonly #operated: Operated
  readonly #actor: Actor
  readonly #wanted: Chosen
  readonly #ends: (() => void)[] = []
  #raw: FastifyReply['raw'] | undefined
  #isStillIn: () => boolean = () => true
  #beaten = Date.now()
  #asked = Date.now()
  #queries = 0
  #dropped = 0
  #id = 0

  constructor(operated: Operated, actor: Actor, wanted: Chosen) {
    this.who = actor.who
    this.#operated = operated
    this.#actor = actor
    this.#wanted = wanted
  }

  /** Begins to follow queries and the log. Throws a VerbError where a filter cannot be read. */
  follow(): void {
    if (!this.#wanted.kinds.has('log')) return
    const { view, client, name, oneIn } = this.#wanted
    const { queryLog, logTail } = this.#operated
    const end = queryLog.follow({ view, client, name, oneIn }, (line) => {
      const { generation, ...seen } = line
      const sight = this.#sight()
      if (line.view === undefined ? !sight.whole : !sight.view(line.view)) return
      if (line.zone === undefined ? !sight.allZones : !sight.zone(line.zone)) return
      if (++this.#queries > QUERIES) this.#dropped++
      else this.#tell('log', { kind: 'query', ...seen, ...(sight.whole && { generation }) })
    })
    if ('code' in end) throw new VerbError('bad-request', say('queries-unfollowed', { why: end }))
    this.#ends.push(end)
    const isFiltered = [view, client, name].some((filter) => filter !== undefined)
    if (!this.#sight().whole || isFiltered) return
    this.#ends.push(
      logTail.watch((text) => {
        const line = readLogLine(text)
        if (line !== undefined) this.#tell('log', { kind: 'line', ...line })
      }),
    )
  }

  begin(raw: FastifyReply['raw'], isStillIn: () => boolean): void {
    this.#raw = raw
    this.#isStillIn = isStillIn
    raw.on('error', () => {})
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    })
    raw.write('retry: 3000\n\n')
    this.#status()
  }

  end(): void {
    for (const end of this.#ends.splice(0)) end()
  }

  cut(): void {
    this.#raw?.destroy()
  }

  /** Tells the changed faces that the client may see. One who sees some views hears of a new generation only if they have changed. */
  look(faces: readonly FaceEvent[], current: Operated['server']['current'] | undefined): void {
    this.#queries = 0
    if (Date.now() - this.#asked >= ASK) {
      this.#asked = Date.now()
      if (!this.#isStillIn()) {
        this.cut()
        return
      }
    }
    const sight = this.#sight()
    const { view, zone } = this.#wanted
    const seen = faces.filter(
      (face) =>
        sight.face(face) &&
        (view === undefined || face.view === view) &&
        (zone === undefined || isSame(face.zone, zone)),
    )
    if (current !== undefined && (sight.whole || seen.length > 0)) {
      const { number, time, cause } = current
      this.#tell('generation', { at: time.toISOString(), faces: seen.length, ...(sight.whole && { number, cause }) })
    }
    for (const face of seen.slice(0, FACES)) this.#tell('edition', face)
    if (Date.now() - this.#beaten >= BEAT) this.#status()
  }

  #status(): void {
    this.#beaten = Date.now()
    const sight = this.#sight()
    const { zones, current } = this.#operated.server
    const whole = sight.whole && { zones: zones.configured, current: zones.good, generation: current.number }
    if (this.#wanted.kinds.has('status'))
      this.#tell('status', { at: new Date().toISOString(), dropped: this.#dropped, ...whole })
    // Without a sign of life, proxies and browsers take the stream for dead.
    else this.#write(': alive\n\n')
  }

  #sight(): Sight {
    return new Sight(this.#actor, this.#operated.server)
  }

  #tell(kind: Kind, data: object): void {
    if (this.#wanted.kinds.has(kind))
      this.#write(`id: ${++this.#id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  #write(text: string): void {
    const raw = this.#raw
    if (raw === undefined || raw.destroyed) return
    raw.write(text)
    if (raw.writableLength > WAITING) this.cut()
  }
}

/** Faces of one look that are told one by one. */
const FACES = 1000

function isSame(zone: string, meant: string): boolean {
  const plain = (name: string) => name.toLowerCase().replace(/\.$/, '')
  return plain(zone) === plain(meant)
}
