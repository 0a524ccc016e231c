// Answers of the running server explained: as queries are answered now, at the addresses that are listened on.

import { Explainer } from '../explain/explain.ts'
import type { Explanation } from '../explain/explanation.ts'
import type { Question } from '../explain/question.ts'
import type { Server } from '../server/server.ts'
import { endpointText } from '../transport/endpoint.ts'

export class Explaining {
  readonly #server: Server
  #explainer: Explainer | undefined
  /** What the explainer was made for. */
  #current: Server['current'] | undefined

  constructor(server: Server) {
    this.#server = server
  }

  explain(question: Question): Explanation {
    const { current, answering, explained } = this.#server
    if (this.#explainer === undefined || this.#current !== current) this.#explainer = new Explainer(answering)
    this.#current = current
    return this.#explainer.explain({ ...explained, tied: this.#tied() }, question)
  }

  /** Sockets are those of the start, whatever the configuration says by now. */
  #tied(): Explanation['tied'] {
    const { bound, settings } = this.#server
    return bound
      .filter(({ view }) => view >= 0)
      .map((endpoint) => ({ listen: endpointText(endpoint), view: settings.views[endpoint.view]!.name }))
  }
}
