// Explains a request for a whole zone, or for a catalog that Janus makes: asks the desk itself, and says for each entry of the
// configuration that lets somebody fetch the zone which condition is not met.

import { isWithin } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { HANDED, type Peer } from '../../net/peer.ts'
import { CatalogDesk } from '../../serve/desk/catalog-desk.ts'
import { type EntryVerdict, TransferRules } from '../../serve/desk/may-transfer.ts'
import { Transfers } from '../../serve/desk/transfers.ts'
import type { Produced } from '../../serve/produced-catalogs.ts'
import { Responder, type ResponderOptions } from '../../serve/responder.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { Generation } from '../../views/view.ts'
import { Kind, Query } from '../../wire/query.ts'
import type { TransferTold } from './explanation.ts'

/** `latest`: the settings that decide who may fetch what. */
export type Transferring = {
  readonly generation: Generation
  readonly latest: Settings
  readonly produced: readonly Produced[]
}

/** Transfers made for an explanation go to nobody: their log is dropped. */
const QUIET: ConstructorParameters<typeof Transfers>[0]['log'] = { info: () => {}, warn: () => {}, error: () => {} }

export type MakeAsker = (of: Transferring, options: ResponderOptions) => Pick<TransferAsker, 'ask'>

export const makeAsker: MakeAsker = (of, options) => new TransferAsker(of, options)

class TransferAsker {
  readonly #transfers: Transfers
  readonly #catalogs: CatalogDesk
  readonly #responder: Responder
  readonly #of: Transferring

  constructor(of: Transferring, options: ResponderOptions) {
    this.#of = of
    const { generation, latest, produced } = of
    const about = {
      generation: () => generation,
      history: { since: () => undefined },
      udpSize: () => latest.ednsBufferSize,
      log: QUIET,
      onFault: (error: unknown) => {
        throw error
      },
    }
    const plain = new Responder(generation, options)
    this.#transfers = new Transfers({ ...about, settings: () => latest, refuse: plain.respondAtDesk })
    this.#responder = new Responder(generation, options, undefined, this.#transfers.admits)
    this.#catalogs = new CatalogDesk({
      ...{ ...about, refuse: plain.respondAtDesk, latest: () => latest, produced: () => produced },
      answering: () => options,
      watched: (respond) => respond,
    })
  }

  /** The first message of the answer; undefined where the question is neither a transfer nor about a catalog. */
  ask(
    message: Uint8Array,
    peer: Peer,
    out: Uint8Array,
  ): { readonly answer: Uint8Array; readonly told: TransferTold } | undefined {
    const query = new Query()
    query.read(message, 0, message.length)
    const catalog = this.#catalogs.of(query, peer)
    if (catalog === undefined && query.kind !== Kind.transfer) return undefined
    const respond = catalog?.respondOrHand ?? this.#responder.respond
    const length = respond(message, 0, message.length, peer, out, 0)
    const first =
      length === HANDED ? this.#first(catalog?.transfers ?? this.#transfers, message, peer) : out.slice(0, length)
    const entries = this.#entries(query, peer, catalog === undefined ? undefined : this.#catalogs.rules)
    return {
      answer: first,
      told: {
        admitted:
          length === HANDED && peer.signed?.refused !== true && entries.some(({ unmet }) => unmet === undefined),
        ...(catalog && { catalog: this.#catalogAt(query) }),
        entries: query.kind === Kind.transfer ? entries.map(toldEntry) : [],
      },
    }
  }

  /** Takes the first message, and stops the transfer, which may be of a million records. */
  #first(transfers: Pick<Transfers, 'messages'>, message: Uint8Array, peer: Peer): Uint8Array {
    const messages = transfers.messages(message, peer)
    const { value } = messages.next()
    messages.return(undefined)
    return value ?? new Uint8Array(0)
  }

  #entries({ name }: Query, peer: Peer, rules: TransferRules | undefined): EntryVerdict[] {
    const { generation, latest } = this.#of
    const view = generation.views[peer.listener.view]!.name
    const client = peer.client.octets.subarray(0, peer.client.length)
    return (rules ?? new TransferRules(latest)).verdicts({
      ...{ client, key: peer.key, view, way: peer },
      bytes: name.bytes,
      at: name.at[0]!,
    })
  }

  #catalogAt({ name }: Query): string {
    const { setting } = this.#of.produced.find(({ setting }) => isWithin(name.bytes, name.at[0]!, setting.origin, 0))!
    return nameText(setting.origin)
  }
}

function toldEntry({ entry, place, unmet }: EntryVerdict): TransferTold['entries'][number] {
  return { entry, ...(unmet && { unmet }), file: place.file, line: place.line }
}
