// Explains why an address gets its answer: asks the responder that serves, and traces the answer back to prefixes, zones and lines of
// files. Works on a loaded configuration and on a running server alike.

import { Answerer } from '../../answer/answer.ts'
import type { OnlineSigner } from '../../answer/online.ts'
import { Response } from '../../answer/response.ts'
import { addressText } from '../../dns/address.ts'
import { sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { rcodeName } from '../../dns/rcodes.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type, typeName } from '../../dns/types.ts'
import { endpointText, type ListenAddress } from '../../net/endpoint.ts'
import { peerAt } from '../../net/peer.ts'
import type { Produced } from '../../serve/produced-catalogs.ts'
import { Responder, type ResponderOptions } from '../../serve/responder.ts'
import { viewOf } from '../../serve/view-of.ts'
import { withoutContent } from '../../store/generation/candidate.ts'
import type { LoadedFace, LoadedViews } from '../../supply/load.ts'
import { sameKey } from '../../text/config/key-name.ts'
import type { Settings } from '../../text/config/settings.ts'
import { filesOf, writtenAs } from '../../text/config/sources.ts'
import type { Speaker } from '../../text/findings/wording.ts'
import { covers, matchingPrefixes } from '../../views/matching.ts'
import { formatPrefix } from '../../views/prefix.ts'
import type { Generation } from '../../views/view.ts'
import { Bit } from '../../wire/header.ts'
import { type Message, readMessage } from '../../wire/message.ts'
import { queryMessage } from '../../wire/query-message.ts'
import type { LayerOf } from './behind.ts'
import { compared } from './compare.ts'
import type { AnsweringZone, Explanation, KeyUse, PrefixMatch, TransferTold, ViewAnswer } from './explanation.ts'
import { pathOf } from './path.ts'
import type { Question } from './question.ts'
import { english } from './says.ts'
import { type MadeOf, sourcesOf } from './sources.ts'
import type { MakeAsker } from './transfer.ts'
import { askerOf } from './via.ts'

/** What serves the answer: settings, views and generation belong together. */
export type Served = {
  readonly settings: Settings
  readonly loaded: LoadedViews
  readonly generation: Generation
  /** Tied addresses, and addresses that the server listens on, where the settings name others by now. */
  readonly tied?: Explanation['tied']
  readonly listen?: readonly ListenAddress[]
  /** Gives the layers that messages have laid over faces. */
  readonly layerOf?: LayerOf
  /** Says what the records that signing adds are made of. */
  readonly madeOf?: MadeOf
  /** Newer settings that decide who may fetch what, where there are any. */
  readonly latest?: Settings
  /** The catalogs that Janus makes. */
  readonly produced?: readonly Produced[]
}

/** The explainer has no keys: records that are signed at the question appear without signatures. */
const UNSIGNED: OnlineSigner = { sign: () => [] }

/** Keeps its scratch space from one explanation to the next. */
export class Explainer {
  readonly #options: ResponderOptions
  readonly #answerer: Answerer
  readonly #response = new Response()
  readonly #out = new Uint8Array(0xffff)
  #responder: Responder | undefined
  readonly #makeAsker: MakeAsker | undefined
  #transfers: ReturnType<MakeAsker> | undefined
  #generation: Generation | undefined

  /** `makeAsker`: asks the desk about transfers; undefined where there is no desk. */
  constructor(options: ResponderOptions, makeAsker?: MakeAsker) {
    this.#options = options
    this.#makeAsker = makeAsker
    this.#answerer = new Answerer(options, UNSIGNED)
  }

  /** `text`: puts where records come from into the user's language. */
  explain(served: Served, asked: Question, text: Speaker['text'] = english.text): Explanation {
    const { settings, generation, tied = tiedAddresses(settings), listen = settings.listen } = served
    const { via, counts } = askerOf(asked, settings, listen, generation)
    const prefixes = matchesOf(settings, counts)
    const own = generation.prefixes.match(padded(counts), counts.length === 4 ? 4 : 6)
    const key = asked.key === undefined ? undefined : keyUseOf(served, asked.key, counts, own)
    const view = key === undefined ? own : generation.views.findIndex(({ name }) => name === key.view)
    const asker = { ...asked, address: counts }
    const answer = view < 0 ? undefined : this.#answer(served, asker, view, text, key)
    const rcode = key?.state === 'unknown' ? 'NOTAUTH' : 'REFUSED'
    const others = generation.views.flatMap((_, other) =>
      other === view ? [] : [compared(this.#answer(served, asker, other, text), answer, rcode)],
    )
    return {
      question: {
        address: addressText(asked.address),
        name: nameText(asked.name),
        type: typeName(asked.type),
        transport: asked.stream ? 'tcp' : 'udp',
        dnssec: asked.dnssec ?? false,
      },
      key,
      via,
      generation: generation.number,
      prefixes,
      tied,
      answer,
      others,
    }
  }

  #answer(served: Served, asked: Question, view: number, text: Speaker['text'], key?: KeyUse): ViewAnswer {
    const { loaded, generation, layerOf, madeOf } = served
    const { message, transfer } = this.#ask(served, asked, view, key)
    const set = generation.views[view]!.zones
    const name = new Suffixes().set(asked.name, 0)
    const response = this.#response
    response.clear()
    const question = { name, type: asked.type, dnssec: asked.dnssec ?? false, fullAny: asked.stream ?? false }
    this.#answerer.answer(set, question, response)
    const faces = loaded.faces.filter((face) => face.view === view)
    // A catalog is no zone of the view.
    if (transfer?.catalog !== undefined) return catalogAnswer(generation.views[view]!.name, message, transfer)
    return {
      view: generation.views[view]!.name,
      rcode: rcodeName(message.rcode),
      authoritative: (message.flags & Bit.AA) !== 0,
      truncated: (message.flags & Bit.TC) !== 0,
      zone: answeringZone(faces, response, set.enclosing(name)),
      path: pathOf(set, name, asked.type, response),
      sections: transfer?.admitted
        ? NO_RECORDS
        : sourcesOf(message, response, view, loaded.faces, { layerOf, madeOf, text }),
      ...(transfer && { transfer }),
    }
  }

  /** The answer to the address in the given view; for a transfer its first message. */
  #ask(
    served: Served,
    { address, name, type, stream, dnssec }: Question,
    view: number,
    key: KeyUse | undefined,
  ): { readonly message: Message; readonly transfer?: TransferTold } {
    const { generation } = served
    if (this.#generation !== generation) {
      this.#responder = new Responder(generation, this.#options, undefined, undefined, UNSIGNED)
      const latest = served.latest ?? served.settings
      this.#transfers = this.#makeAsker?.({ generation, latest, produced: served.produced ?? [] }, this.#options)
    }
    this.#generation = generation
    const peer = peerAt(address, stream ? 'tcp' : 'udp', view)
    if (key !== undefined) {
      peer.key = key.name
      peer.signed = { views: key.views, octets: 0, refused: key.state !== 'good' }
    }
    const has = type === Type.IXFR ? serialAt(generation, name, view) : undefined
    const query = queryMessage(name, type, dnssec ?? false, this.#options.ednsBufferSize, has)
    const asked = this.#transfers?.ask(query, peer, this.#out)
    if (asked !== undefined) return { message: readMessage(asked.answer)!, transfer: asked.told }
    const length = this.#responder!.respond(query, 0, query.length, peer, this.#out, 0)
    return { message: readMessage(this.#out.slice(0, length))! }
  }
}

/** The served serial: we assume that a client which asks for IXFR has it. */
function serialAt({ views }: Generation, name: Uint8Array, view: number): number {
  const { zones } = views[view]!
  return zones.member(zones.enclosing(new Suffixes().set(name, 0)))?.zone?.serial ?? 0
}

const NO_RECORDS: ViewAnswer['sections'] = { answer: [], authority: [], additional: [] }

function catalogAnswer(view: string, message: Message, transfer: TransferTold): ViewAnswer {
  return {
    view,
    rcode: rcodeName(message.rcode),
    authoritative: (message.flags & Bit.AA) !== 0,
    truncated: (message.flags & Bit.TC) !== 0,
    path: [],
    sections: NO_RECORDS,
    transfer,
  }
}

/** How the key counts at the desk: one that is unknown, or comes from elsewhere, opens nothing. */
function keyUseOf({ settings, generation }: Served, name: string, address: Uint8Array, own: number): KeyUse {
  const known = settings.tsig.find(({ text }) => sameKey(text, name))
  if (known === undefined) return { name: name.replace(/\.$/, ''), state: 'unknown', views: [] }
  const { text, views, from, place } = known
  const about = { name: text, views, from: from?.map(formatPrefix), file: place.file, line: place.line }
  if (from !== undefined && !from.some((prefix) => covers(prefix, address))) return { ...about, state: 'elsewhere' }
  const peer = peerAt(address, 'udp', own)
  peer.signed = { views, octets: 0, refused: false }
  return { ...about, state: 'good', view: generation.views[viewOf(peer, generation)]?.name }
}

function matchesOf({ views }: Settings, address: Uint8Array): PrefixMatch[] {
  const list = views.flatMap(({ prefixes }, view) => prefixes.map((prefix) => ({ prefix, view })))
  return matchingPrefixes(list, address).map(({ prefix, view }) => ({
    prefix: formatPrefix(prefix),
    view: views[view]!.name,
    ...(prefix.place && { file: prefix.place.file, line: prefix.place.line }),
  }))
}

/** The table of prefixes takes 16 octets, and reads the first 4 of them for IPv4. */
function padded(address: Uint8Array): Uint8Array {
  const octets = new Uint8Array(16)
  octets.set(address)
  return octets
}

function tiedAddresses({ listen, views }: Settings): Explanation['tied'] {
  return listen
    .filter(({ view }) => view >= 0)
    .map((endpoint) => ({ listen: endpointText(endpoint), view: views[endpoint.view]!.name }))
}

function answeringZone(faces: LoadedViews['faces'], response: Response, member: number): AnsweringZone | undefined {
  // The members of a view's zone set are its faces, in the same order.
  const face = response.zone ? faces.find(({ origin }) => sameName(origin, 0, response.zone!.apex, 0)) : faces[member]
  if (face === undefined) return undefined
  const { source } = face.face
  const [first] = filesOf(source)
  const file = first ? (face.lines?.files[0] ?? first.path) : writtenAs(source)
  const { served, behind } = face
  return {
    name: face.name,
    file,
    state: stateOf(face),
    // A signed face has a serial of its own.
    ...(served && { serial: (response.zone ?? served).serial }),
    ...(behind?.fileSerial !== undefined && { fileSerial: behind.fileSerial }),
  }
}

function stateOf(face: LoadedFace): AnsweringZone['state'] {
  const { served, zone, behind } = face
  if (served === undefined) return withoutContent(face)
  if (behind) return behind.why === 'pending' ? 'pending' : 'rolled back'
  return zone === undefined ? 'last good' : 'current'
}
