// Answers for the catalogs that we make. A catalog exists for those that may fetch it, by their key, from their address; all others get
// the answer that the view's zones give, as if there were no catalog.

import { isWithin } from '../../dns/name.ts'
import type { Desk, Peer, Respond } from '../../net/peer.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { Generation } from '../../views/view.ts'
import type { Query } from '../../wire/query.ts'
import { ZoneSet } from '../../zone/zone-set.ts'
import { consumersOf } from '../catalog-consumers.ts'
import type { Produced } from '../produced-catalogs.ts'
import { Responder, type ResponderOptions } from '../responder.ts'
import { viewOf } from '../view-of.ts'
import { TransferRules, type TransferSettings } from './may-transfer.ts'
import { type TransferOptions, Transfers } from './transfers.ts'

/** The ways in which one set of zones is answered for. */
export type Answering = {
  readonly transfers: Desk
  /** The answer where one message is enough. */
  readonly respond: Respond
  /** The same, or HANDED where the client may have a transfer. */
  readonly respondOrHand: Respond
}

export type CatalogDeskOptions = Omit<TransferOptions, 'settings' | 'generation'> & {
  /** What is served. */
  readonly generation: () => Generation
  readonly answering: () => ResponderOptions
  readonly produced: () => readonly Produced[]
  readonly latest: () => Settings
  /** Wraps a Respond so that its answers go to the taps too. */
  readonly watched: (respond: Respond) => Respond
}

/** What the desk has made, with the three objects that it was made of. */
type Made = {
  readonly produced: readonly Produced[]
  readonly latest: Settings
  readonly served: Generation
  readonly generation: Generation
  readonly settings: TransferSettings
  readonly rules: TransferRules
}

export class CatalogDesk {
  readonly #options: CatalogDeskOptions
  readonly #answering: Answering & { readonly transfers: Transfers }
  readonly #transfers: Transfers
  readonly #responder: Responder
  #made: Made

  constructor(options: CatalogDeskOptions) {
    this.#options = options
    this.#made = this.#make()
    this.#transfers = new Transfers({
      ...options,
      generation: () => this.#made.generation,
      settings: () => this.#made.settings,
    })
    const { counters } = options
    this.#responder = new Responder(this.#made.generation, options.answering(), counters, this.#transfers.admits)
    this.#answering = {
      transfers: this.#transfers,
      respond: options.watched(this.#responder.respondAtDesk),
      respondOrHand: options.watched(this.#responder.respond),
    }
  }

  /** Who answers the client; undefined where there is no catalog for it at that name. */
  of({ hasQuestion, name }: Query, peer: Peer): (Answering & { readonly transfers: Transfers }) | undefined {
    if (!hasQuestion || peer.signed === undefined || peer.signed.refused) return undefined
    const produced = this.#options.produced()
    if (produced.length === 0) return undefined
    this.#renew()
    const { generation, rules } = this.#made
    const view = generation.views[viewOf(peer, generation)]?.name
    const catalog = produced.find(
      ({ setting }) => setting.viewName === view && isWithin(name.bytes, name.at[0]!, setting.origin, 0),
    )
    if (view === undefined || catalog === undefined) return undefined
    const client = peer.client.octets.subarray(0, peer.client.length)
    const admitted = rules.admits({ client, key: peer.key, way: peer, view, bytes: catalog.setting.origin, at: 0 })
    return admitted ? this.#answering : undefined
  }

  /** As TransferRules has them: who may have which catalog. */
  get rules(): TransferRules {
    this.#renew()
    return this.#made.rules
  }

  #renew(): void {
    const { generation, answering, produced, latest } = this.#options
    const made = this.#made
    if (made.produced === produced() && made.latest === latest() && made.served === generation()) return
    this.#made = this.#make()
    this.#responder.use(this.#made.generation, answering())
    this.#transfers.rendered.keepServed(this.#made.generation)
  }

  #make(): Made {
    const [produced, latest, served] = [this.#options.produced(), this.#options.latest(), this.#options.generation()]
    const views = served.views.map(({ name }) => ({
      name,
      zones: new ZoneSet(
        produced
          .filter(({ setting }) => setting.viewName === name)
          .map(({ setting, zone }) => ({ apex: setting.origin, zone })),
      ),
    }))
    const settings = settingsOf(produced, latest)
    const rules = new TransferRules(settings)
    return { produced, latest, served, settings, rules, generation: { ...served, views } }
  }
}

/** Says who may have which catalog in the form in which TransferRules takes who may have which zone. */
function settingsOf(produced: readonly Produced[], latest: Settings): TransferSettings {
  const { views } = latest
  const secondaries = produced.flatMap(({ setting }) =>
    consumersOf(setting, latest).map((secondary) => ({
      ...secondary,
      views: [views.findIndex(({ name }) => name === setting.viewName)],
      zones: [{ name: setting.origin, below: false, self: true }],
    })),
  )
  return { views, secondaries, transfers: [] }
}
