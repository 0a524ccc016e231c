// A thread's state for answers. It takes generations and options, and passes queries through handle().

import type { AnswerOptions } from '../answer/answer.ts'
import type { FaceChange } from '../answer/freshness.ts'
import type { OnlineSigner } from '../answer/online.ts'
import type { Respond } from '../net/peer.ts'
import type { Counters } from '../observe/counters.ts'
import { type Moment, thisMoment } from '../system/clocks.ts'
import type { Generation } from '../views/view.ts'
import { Query } from '../wire/query.ts'
import { ClientSubnets } from './client-subnets.ts'
import { CostlyDenials } from './costly-denials.ts'
import type { Admits } from './hand-over.ts'
import { type Here, handle } from './handle.ts'
import { type Policy, type PolicySettings, policiesOf } from './policies.ts'
import type { MovedView } from './published.ts'
import { ResponseOptions, type ResponseOptionsSettings } from './response-options.ts'
import { ZoneAnswers } from './zone-answers.ts'

export type ResponderOptions = ResponseOptionsSettings &
  PolicySettings &
  AnswerOptions & {
    /** Resolvers whose client subnet decides the view: prefixes, compiled. */
    readonly subnetSenders?: SharedArrayBuffer
  }

/** One per thread; its scratch space is reused from query to query. */
export class Responder implements Here {
  readonly query = new Query()
  readonly answers: ZoneAnswers
  readonly counters: Counters | undefined
  generation: Generation
  policies: readonly Policy[] = []
  options: ResponseOptions
  subnets: ClientSubnets
  readonly signs: boolean
  readonly #admits: Admits | undefined
  #settings: ResponderOptions
  #costlyDenials: CostlyDenials | undefined
  #moment = thisMoment()
  /** Whether the signing thread takes one more question from this one. */
  mayWait = () => true

  /**
   * `counters`: where answers are counted, if they are. `admits`: which transfers the desk gets; without it, there is no desk. `signer`:
   * for the thread that signs on request.
   */
  constructor(
    generation: Generation,
    settings: ResponderOptions,
    counters?: Counters,
    admits?: Admits,
    signer?: OnlineSigner,
  ) {
    this.answers = new ZoneAnswers(signer)
    this.signs = signer !== undefined
    this.generation = generation
    this.counters = counters
    this.#admits = admits
    this.#settings = settings
    this.options = new ResponseOptions(settings)
    this.subnets = new ClientSubnets(settings.subnetSenders)
    this.use(generation, settings)
  }

  /** Answers queries from now on out of this generation, and by these settings. */
  use(generation: Generation, settings: ResponderOptions = this.#settings): void {
    const { rateTable } = settings
    this.generation = generation
    this.#settings = settings
    this.policies = policiesOf(settings, generation.views)
    this.options = new ResponseOptions(settings)
    this.subnets = new ClientSubnets(settings.subnetSenders)
    this.#costlyDenials = rateTable && new CostlyDenials(rateTable)
    this.answers.use(generation.views, settings, this.#costlyDenials)
    this.tick(this.#moment)
  }

  /** Answers queries from now on out of this generation, which differs from the last as ZoneAnswers.change() says. */
  change(generation: Generation, faces: readonly FaceChange[], moved?: readonly MovedView[]): void {
    this.generation = generation
    this.answers.change(generation.views, faces, moved)
  }

  /** Takes the time. Call it some times a second while queries come. */
  tick(moment: Moment): void {
    this.#moment = moment
    this.answers.tick(moment.steady)
    // RFC 9018 §4.3: servers that share a secret know each other's cookies by the time of day.
    this.options.tick(Math.floor(moment.wall / 1000))
    const seconds = Math.floor(moment.steady / 1000)
    for (const { limiter } of this.policies) limiter?.tick(seconds)
    this.#costlyDenials?.tick(seconds)
  }

  /** Answers clients, and hands over what is for the desk, if there is a desk. */
  readonly respond: Respond = (message, from, to, peer, out, at) =>
    handle(this, this.#admits, message, from, to, peer, out, at)

  /** Answers for the desk what one message can answer. */
  readonly respondAtDesk: Respond = (message, from, to, peer, out, at) =>
    handle(this, undefined, message, from, to, peer, out, at)

  /** Answers a client when the signing thread has no room. */
  readonly respondBusy: Respond = (message, from, to, peer, out, at) =>
    handle(this, undefined, message, from, to, peer, out, at, true)
}
