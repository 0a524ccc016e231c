// Whether a client may have the zone that it asks for whole, and the count of those that may not.

import { addressText } from '../../dns/address.ts'
import { nameText } from '../../dns/name-text.ts'
import type { Peer } from '../../net/peer.ts'
import type { Generation } from '../../views/view.ts'
import type { Query } from '../../wire/query.ts'
import { TransferRules, type TransferSettings } from './may-transfer.ts'
import type { TransferCounts } from './transfer-counts.ts'

export type AdmissionOptions = {
  readonly generation: () => Generation
  readonly settings: () => TransferSettings
}

export class Admission {
  readonly #options: AdmissionOptions
  readonly #counts: TransferCounts
  #rules: { readonly settings: TransferSettings; readonly rules: TransferRules } | undefined

  constructor(options: AdmissionOptions, counts: TransferCounts) {
    this.#options = options
    this.#counts = counts
  }

  /** Whether the client may have the zone of that name whole, if there is one. Every transport asks here. */
  readonly admits = (query: Query, peer: Peer, view: number): boolean => {
    const name = this.#options.generation().views[view]?.name
    const admitted =
      name !== undefined &&
      // A key that is used from where it may not be opens nothing, not even what the address alone would.
      peer.signed?.refused !== true &&
      this.#rulesNow().admits({
        client: peer.client.octets.subarray(0, peer.client.length),
        key: peer.key,
        view: name,
        way: peer,
        bytes: query.name.bytes,
        at: query.name.at[0]!,
      })
    if (!admitted) {
      this.#counts.refused++
      this.#counts.lastRefused = {
        client: clientText(peer),
        view: name ?? 'none',
        zone: nameText(query.name.bytes, query.name.at[0]!),
        key: peer.key ?? 'none',
      }
    }
    return admitted
  }

  #rulesNow(): TransferRules {
    const settings = this.#options.settings()
    if (this.#rules?.settings !== settings) this.#rules = { settings, rules: new TransferRules(settings) }
    return this.#rules.rules
  }
}

export function clientText({ client }: Peer): string {
  return addressText(client.octets.subarray(0, client.length))
}
