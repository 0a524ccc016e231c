// Answers messages that change zones (RFC 2136), signed or not: finds the faces that one is about, asks whether it may change them, and
// tells what became of it. The front desk has checked signatures before.

import { rules } from '../../check/rules/index.ts'
import { addressText } from '../../dns/address.ts'
import { Class } from '../../dns/classes.ts'
import { nameText } from '../../dns/name-text.ts'
import { Rcode } from '../../dns/rcodes.ts'
import type { Said } from '../../dns/said.ts'
import type { Peer } from '../../net/peer.ts'
import type { Counters } from '../../observe/counters.ts'
import type { UpdateOutcome, UpdateSink } from '../../observe/update-event.ts'
import type { Outcome, Refused } from '../../store/change.ts'
import { thisMoment } from '../../system/clocks.ts'
import { sameKey } from '../../text/config/key-name.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { UpdateRule } from '../../text/config/updates.ts'
import type { Asking, GrantedLease } from '../../update/judge.ts'
import { refusedBeforehand } from '../../update/judge.ts'
import { isAbout } from '../../update/policy.ts'
import { refusal, type UpdateRefusal } from '../../update/refusal.ts'
import { english, say } from '../../update/says.ts'
import type { Generation } from '../../views/view.ts'
import { Query } from '../../wire/query.ts'
import { MOST_FUDGE } from '../../wire/tsig/verify.ts'
import { readUpdate, type Update } from '../../wire/update-message.ts'
import type { ChangedFace, Dynamic } from '../dynamic.ts'
import { responderOptions } from '../responder-options.ts'
import { ResponseOptions } from '../response-options.ts'
import { viewOf } from '../view-of.ts'
import { isFromBefore, type Started, started } from './before-start.ts'
import { type Remembered, Repeated } from './repeated.ts'
import { answerTo, contentOf, signedAt } from './same-message.ts'
import { updateAnswer } from './update-answer.ts'

export type UpdateDeskOptions = {
  readonly generation: () => Generation
  /** The rules of the newest configuration. */
  readonly rules: () => readonly UpdateRule[]
  /** The settings by which messages are answered. */
  readonly answering: () => Settings
  readonly dynamic: Dynamic
  readonly tell: UpdateSink
  readonly counters?: Counters
  readonly started?: Started
}

/** A client that gets no answer sends the message again within seconds. */
const UNSIGNED: Remembered = { answer: 15_000, done: 0 }
/** A signature is good until its time and what it allows around that; the client may be ahead of us by as much (RFC 8945 §5.2.3). */
export const SIGNED: Remembered = { answer: 300_000, done: 2 * MOST_FUDGE * 1000 }

/** One message while it is looked at. */
type Message = {
  readonly query: Query
  readonly peer: Peer
  readonly update: Update
  readonly options: ResponseOptions
  readonly asking: Asking
}

/** What became of the message. */
type Result = {
  readonly rcode: number
  readonly outcome: UpdateOutcome
  readonly why?: Said
  readonly views: readonly string[]
  readonly records: number
  readonly lease?: GrantedLease
}

export class UpdateDesk {
  readonly #options: UpdateDeskOptions
  readonly #repeated = new Repeated(() => thisMoment().steady)
  #answering: { readonly settings: Settings; readonly options: ResponseOptions } | undefined

  constructor(options: UpdateDeskOptions) {
    this.#options = options
  }

  /**
   * Undefined where no rule lets anybody change a zone: UPDATE is then answered like opcodes that we do not know. `sent`: the message
   * as it came, with its signature.
   */
  answer(message: Uint8Array, peer: Peer, sent: Uint8Array): Promise<Uint8Array> | undefined {
    const { rules, dynamic } = this.#options
    if (rules().length === 0) return undefined
    const query = new Query()
    query.read(message, 0, message.length)
    const options = this.#optionsNow()
    options.begin(query, peer)
    const rcode = formRcode(query, options)
    if (rcode !== Rcode.NOERROR) return this.#told(query, peer, options, rcode, query.rcode !== Rcode.FORMERR)
    const update = readUpdate(message)
    if (typeof update === 'number') return this.#told(query, peer, options, update, query.rcode !== Rcode.FORMERR)
    const address = peer.client.octets.slice(0, peer.client.length)
    const asking = {
      key: peer.signed === undefined ? undefined : peer.key,
      address,
      proven: peer.signed !== undefined || peer.stream || peer.encrypted || options.proven,
      by: { key: peer.key, address: addressText(address) },
      now: dynamic.layers.time.now(),
    }
    const asked = { query, peer, update, options, asking }
    const faces = this.#facesOf(asked)
    if ('kind' in faces) return this.#refused(asked, faces, this.#viewsOf(peer))
    const signed = signedAt(sent, peer)
    if (signed !== undefined && isFromBefore(signed, this.#options.started ?? started))
      return this.#refused(asked, refusal(Rcode.SERVFAIL, say('update-before-start')), this.#viewsOf(peer))
    const from = peer.signed === undefined ? `${addressText(address)} ${peer.port}` : `${peer.key}`
    const answer = this.#repeated.answer(
      contentOf(message, sent, peer),
      from,
      peer.signed === undefined ? UNSIGNED : SIGNED,
      {
        make: async () => {
          const result = await this.#change(asked, faces)
          return { answer: this.#finish(asked, result), isFinal: result.rcode !== Rcode.SERVFAIL }
        },
        again: (rcode) => updateAnswer(query, peer, options, { rcode }, true),
      },
    )
    return answer.then((octets) => answerTo(message, octets))
  }

  #optionsNow(): ResponseOptions {
    const settings = this.#options.answering()
    if (this.#answering?.settings !== settings)
      this.#answering = { settings, options: new ResponseOptions(responderOptions(settings)) }
    this.#answering.options.tick(Math.floor(thisMoment().wall / 1000))
    return this.#answering.options
  }

  /** The faces that the message is to change; or why there are none. */
  #facesOf({ peer, update, asking }: Message): readonly ChangedFace[] | UpdateRefusal {
    const { dynamic, rules } = this.#options
    const zone = nameText(update.zone.name)
    if (update.zone.class !== Class.IN) return refusal(Rcode.NOTAUTH, say('update-class', { class: update.zone.class }))
    if (peer.signed?.refused) return refusal(Rcode.REFUSED, say('update-key-elsewhere'))
    const views = this.#viewsOf(peer)
    if (views.length === 0) return refusal(Rcode.REFUSED, say('update-no-view'))
    const faces = views.flatMap((view) => dynamic.face({ view, origin: update.zone.name }) ?? [])
    if (faces.length === 0) return refusal(Rcode.NOTAUTH, this.#whyNoFace(update.zone.name, views))
    const wanted = this.#meant(faces, asking.key)
    for (const { kind, name } of wanted) {
      if (kind === 'primary') return refusal(Rcode.NOTAUTH, say('update-of-primarys', { zone, view: name.view }))
      if (kind === 'list') return refusal(Rcode.REFUSED, say('update-of-list', { zone }))
      if (kind === 'nothing') return refusal(Rcode.SERVFAIL, say('update-not-served', { zone, view: name.view }))
    }
    for (const { judged } of wanted) {
      const refused = judged && refusedBeforehand(update, judged, rules(), asking)
      if (refused !== undefined) return refused
    }
    return wanted
  }

  /** The faces that rules of this key are about, else those that rules for everybody are about, else all. */
  #meant(faces: readonly ChangedFace[], key: string | undefined): readonly ChangedFace[] {
    const ofKey = (rule: UpdateRule) => rule.key !== undefined && key !== undefined && sameKey(rule.key, key)
    const ofAll = (rule: UpdateRule) => rule.key === undefined
    const meant = [ofKey, ofAll].map((isMeant) => {
      const rules = this.#options.rules().filter(isMeant)
      return faces.filter(({ name }) => rules.some((rule) => isAbout(rule, name)))
    })
    return meant.find(({ length }) => length > 0) ?? faces
  }

  /** The views that the key shows; without a key, the client's own. */
  #viewsOf(peer: Peer): readonly string[] {
    const { generation } = this.#options
    const own = generation().views[viewOf(peer, generation())]?.name
    return peer.signed?.views ?? (own === undefined ? [] : [own])
  }

  /** For the log: why there is no face, and which zone or view would have been right. */
  #whyNoFace(origin: Uint8Array, views: readonly string[]): Said {
    const { dynamic } = this.#options
    const zone = nameText(origin)
    const elsewhere = dynamic.viewsOf(origin)
    const granted = views.join(', ')
    if (elsewhere.length > 0) return say('update-other-view', { zone, views: elsewhere.join(', '), granted })
    const other = views.map((view) => dynamic.enclosing(view, origin)).find((name) => name !== undefined)
    if (other === undefined) return say('update-no-zone-at-all', { zone })
    return say('update-no-zone', { zone, view: granted, other: nameText(other) })
  }

  async #change({ update, asking }: Message, faces: readonly ChangedFace[]): Promise<Result> {
    const views = faces.map(({ name }) => name.view)
    const { refused, outcome, records, lease } = await this.#options.dynamic.change(update, faces, {
      rules: this.#options.rules(),
      asking,
    })
    if (refused !== undefined) return { ...resultOf(refused), views }
    if (outcome.kind === 'accepted') {
      const isChanged = records > 0
      return { rcode: Rcode.NOERROR, outcome: isChanged ? 'changed' : 'unchanged', views, records, lease }
    }
    return { ...failure(outcome), views, records: 0 }
  }

  async #refused(asked: Message, refused: UpdateRefusal, views: readonly string[]): Promise<Uint8Array> {
    return this.#finish(asked, { ...resultOf(refused), views })
  }

  #finish({ query, peer, update, options, asking }: Message, result: Result): Uint8Array {
    const { rcode, outcome, why, views, records, lease } = result
    this.#options.tell({
      at: thisMoment().wall,
      key: asking.key,
      client: asking.by.address,
      transport: peer.stream ? 'tcp' : 'udp',
      ...{ views, zone: nameText(update.zone.name), outcome, rcode, records },
      why: why && english.text(why),
    })
    this.#count(query, peer, rcode)
    const granted = update.lease && { wanted: update.lease, granted: lease ?? NOTHING_GRANTED }
    return updateAnswer(query, peer, options, { rcode, lease: granted }, true)
  }

  async #told(
    query: Query,
    peer: Peer,
    options: ResponseOptions,
    rcode: number,
    hasZone: boolean,
  ): Promise<Uint8Array> {
    this.#count(query, peer, rcode)
    return updateAnswer(query, peer, options, { rcode }, hasZone && query.type !== 0)
  }

  #count(query: Query, peer: Peer, rcode: number): void {
    const { counters, generation } = this.#options
    counters?.count(peer, viewOf(peer, generation()), query.type, rcode, 0)
  }
}

const NOTHING_GRANTED: GrantedLease = { record: undefined, key: undefined }

/** What is wrong before any section is read: NOERROR where nothing is. */
export function formRcode(query: Query, options: ResponseOptions): number {
  const { edns } = query
  if (query.rcode === Rcode.FORMERR) return Rcode.FORMERR
  // RFC 6891 §6.1.3
  if (edns.present && edns.version !== 0) return Rcode.BADVERS
  // RFC 7873 §5.2.2
  if (edns.malformed || (options.cookie && !edns.cookieIsLegal)) return Rcode.FORMERR
  return edns.cookieLength >= 0 && !edns.cookieIsLegal ? Rcode.FORMERR : Rcode.NOERROR
}

function resultOf({ rcode, why, isUnmet }: UpdateRefusal): Omit<Result, 'views'> {
  const outcome = isUnmet ? 'unmet' : rcode === Rcode.SERVFAIL ? 'failed' : 'refused'
  return { rcode, outcome, why, records: 0 }
}

/** RFC 2136 §3.5: what cannot be committed is SERVFAIL. */
function failure(refused: Exclude<Outcome, { kind: 'accepted' }>): Pick<Result, 'rcode' | 'outcome' | 'why'> {
  switch (refused.kind) {
    case 'findings':
      return { rcode: Rcode.REFUSED, outcome: 'refused', why: whyFindings(refused) }
    case 'canaries':
      return { rcode: Rcode.REFUSED, outcome: 'refused', why: say('update-canaries') }
    case 'busy':
      return { rcode: Rcode.SERVFAIL, outcome: 'failed', why: say('update-busy') }
    case 'failed':
      return { rcode: Rcode.SERVFAIL, outcome: 'failed', why: say('update-failed', { reason: refused.reason }) }
    default:
      return { rcode: Rcode.SERVFAIL, outcome: 'failed', why: say('update-failed', { reason: refused.kind }) }
  }
}

export function whyFindings({ findings }: Refused & { kind: 'findings' }): Said {
  const names = [...new Set(findings.map(({ rule }) => rule))]
  const about = { findings: names.join(', ') }
  return names.every((name) => LEAKS.has(name)) ? say('update-leaks', about) : say('update-findings', about)
}

const LEAKS: ReadonlySet<string> = new Set(rules.filter(({ leak }) => leak).map(({ name }) => name))
