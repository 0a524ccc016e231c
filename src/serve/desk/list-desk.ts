// Messages that change lists whose entries end (RFC 2136). Signatures have been looked at before; what comes of it is counted, and only
// what is refused is told to the log: there may be thousands a second.

import type { Logger } from 'pino'
import { addressText } from '../../dns/address.ts'
import { nameText } from '../../dns/name-text.ts'
import { Rcode } from '../../dns/rcodes.ts'
import type { Peer } from '../../net/peer.ts'
import type { Counters } from '../../observe/counters.ts'
import type { LeasedSetting } from '../../store/leases/lease-terms.ts'
import type { Leases } from '../../store/leases/leases.ts'
import { thisMoment } from '../../system/clocks.ts'
import type { Settings } from '../../text/config/settings.ts'
import { applyToList } from '../../update/apply-to-list.ts'
import { english } from '../../update/says.ts'
import type { Generation } from '../../views/view.ts'
import { Query } from '../../wire/query.ts'
import { readUpdate, type Update } from '../../wire/update-message.ts'
import { responderOptions } from '../responder-options.ts'
import { ResponseOptions } from '../response-options.ts'
import { viewOf } from '../view-of.ts'
import { isFromBefore, type Started, started } from './before-start.ts'
import { Repeated } from './repeated.ts'
import { answerTo, contentOf, signedAt } from './same-message.ts'
import { updateAnswer } from './update-answer.ts'
import { formRcode, SIGNED } from './updates.ts'

export type ListDeskOptions = {
  readonly leases: () => Leases | undefined
  readonly generation: () => Generation
  readonly answering: () => Settings
  readonly counters: Counters
  readonly log: Logger
  readonly started?: Started
}

export class ListDesk {
  readonly #options: ListDeskOptions
  readonly #repeated = new Repeated(() => thisMoment().steady)

  constructor(options: ListDeskOptions) {
    this.#options = options
  }

  /** Undefined where the message is about something else. `sent`: as it came, with its signature. */
  answer(message: Uint8Array, peer: Peer, sent: Uint8Array): Promise<Uint8Array> | undefined {
    const leases = this.#options.leases()
    if (leases === undefined || leases.settings.length === 0) return undefined
    const update = readUpdate(message)
    const list = typeof update === 'number' ? undefined : leases.settingOf(update.zone.name)
    if (typeof update === 'number' || list === undefined || !this.#isShown(list, peer)) return undefined
    const query = new Query()
    query.read(message, 0, message.length)
    const options = new ResponseOptions(responderOptions(this.#options.answering()))
    options.tick(Math.floor(thisMoment().wall / 1000))
    options.begin(query, peer)
    const rcode = formRcode(query, options)
    if (rcode !== Rcode.NOERROR)
      return Promise.resolve(updateAnswer(query, peer, options, { rcode }, rcode !== Rcode.FORMERR))
    // Without a signature nothing is done, and the answer is the same each time.
    if (peer.signed === undefined)
      return this.#done({ leases, list, update, query, peer, options }).then(({ answer }) => answer)
    const signed = signedAt(sent, peer)
    if (signed !== undefined && isFromBefore(signed, this.#options.started ?? started))
      return Promise.resolve(updateAnswer(query, peer, options, { rcode: Rcode.SERVFAIL }, true))
    const answer = this.#repeated.answer(contentOf(message, sent, peer), `${peer.key}`, SIGNED, {
      make: () => this.#done({ leases, list, update, query, peer, options }),
      again: (rcode) => updateAnswer(query, peer, options, { rcode }, true),
    })
    return answer.then((octets) => answerTo(message, octets))
  }

  async #done({
    leases,
    list,
    update,
    query,
    peer,
    options,
  }: Asked): Promise<{ answer: Uint8Array; isFinal: boolean }> {
    const key = peer.signed === undefined || peer.signed.refused ? undefined : peer.key
    const applied = await applyToList(leases, list, update, key)
    const rcode = applied.kind === 'applied' ? Rcode.NOERROR : applied.rcode
    const { generation, counters, log } = this.#options
    counters.count(peer, viewOf(peer, generation()), query.type, rcode, 0)
    if (applied.kind === 'refused' && !applied.isUnmet) {
      const client = addressText(peer.client.octets.slice(0, peer.client.length))
      log.info(
        { list: nameText(list.origin), client, key, reason: english.text(applied.why) },
        'an update of a list was refused',
      )
    }
    const lease =
      applied.kind === 'applied' && update.lease ? { wanted: update.lease, granted: applied.lease } : undefined
    return { answer: updateAnswer(query, peer, options, { rcode, lease }, true), isFinal: rcode !== Rcode.SERVFAIL }
  }

  /** Whether one of the client's views shows the list: to all others it does not exist. */
  #isShown({ views }: LeasedSetting, peer: Peer): boolean {
    const { generation, answering } = this.#options
    const own = generation().views[viewOf(peer, generation())]?.name
    const granted = peer.signed?.views ?? (own === undefined ? [] : [own])
    const names = answering().views.map(({ name }) => name)
    return views.some((view) => granted.includes(names[view] ?? ''))
  }
}

type Asked = {
  readonly leases: Leases
  readonly list: LeasedSetting
  readonly update: Update
  readonly query: Query
  readonly peer: Peer
  readonly options: ResponseOptions
}
