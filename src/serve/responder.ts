// A thread's state for answers: generations and options come in here, queries go through handle().

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
    /** Whose client subnet decides the view: prefixes, compiled. */
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
  /** Whether who signs takes one more question from here. */
  mayWait = () => true

  /**
   * `counters`: where answers are counted, if they are. `admits`: which transfers the desk gets; without, there is no desk. `signer`: of
   * who answers what has to be signed.
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

  /** Queries from now on are answered from this one, and by these settings. */
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

  /** Queries from now on are answered from this one, which differs from the last as ZoneAnswers has it. */
  change(generation: Generation, faces: readonly FaceChange[], moved?: readonly MovedView[]): void {
    this.generation = generation
    this.answers.change(generation.views, faces, moved)
  }

  /** Tells the time. To be called some times a second while queries come. */
  tick(moment: Moment): void {
    this.#moment = moment
    this.answers.tick(moment.steady)
    // RFC 9018 §4.3: servers that share a secret know each other's cookies by the time of day.
    this.options.tick(Math.floor(moment.wall / 1000))
    const seconds = Math.floor(moment.steady / 1000)
    for (const { limiter } of this.policies) limiter?.tick(seconds)
    this.#costlyDenials?.tick(seconds)
  }

  /** As clients are answered: what is the desk's is handed over, if there is a desk. */
  readonly respond: Respond = (message, from, to, peer, out, at) =>
    handle(this, this.#admits, message, from, to, peer, out, at)

  /** As the desk answers what one message can. */
  readonly respondAtDesk: Respond = (message, from, to, peer, out, at) =>
    handle(this, undefined, message, from, to, peer, out, at)

  /** As whoever asks is answered when those who sign have too much to do. */
  readonly respondBusy: Respond = (message, from, to, peer, out, at) =>
    handle(this, undefined, message, from, to, peer, out, at, true)
}
