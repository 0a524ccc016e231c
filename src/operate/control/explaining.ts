// Explains answers of the running server: by the options and zones that are in service, at the addresses where it listens.

import { endpointText } from '../../net/endpoint.ts'
import type { Server } from '../../serve/server.ts'
import type { LoadedFace } from '../../supply/load.ts'
import type { Speaker } from '../../text/findings/wording.ts'
import { Explainer, type Served } from '../../tools/explain/explain.ts'
import type { Explanation } from '../../tools/explain/explanation.ts'
import type { Question } from '../../tools/explain/question.ts'
import type { MakeAsker } from '../../tools/explain/transfer.ts'

export class Explaining {
  readonly #server: Server
  /** By generation: an explainer lives as long as its generation is kept for a rollback. */
  readonly #made = new WeakMap<Server['current'], { readonly explainer: Explainer; readonly served: Served }>()

  constructor(server: Server) {
    this.#server = server
  }

  async explain(question: Question, text: Speaker['text']): Promise<Explanation> {
    const { makeAsker } = await import('../../tools/explain/transfer.ts')
    const { current } = this.#server
    const made = this.#made.get(current) ?? this.#make(makeAsker)
    this.#made.set(current, made)
    return made.explainer.explain(made.served, question, text)
  }

  #make(makeAsker: MakeAsker) {
    const { answering, explained, latest, produced } = this.#server
    const { settings } = explained
    const layerOf = ({ view, origin }: LoadedFace) =>
      this.#server.dynamic?.layers.setsOf({ view: settings.views[view]!.name, origin })
    const madeOf: Served['madeOf'] = ({ view, origin }, owner, type) =>
      this.#server.signing?.others.noteOf({ view: settings.views[view]!.name, origin }, owner, type)
    return {
      explainer: new Explainer(answering, makeAsker),
      served: { ...explained, layerOf, madeOf, latest, produced, tied: this.#tied(), listen: this.#server.bound },
    }
  }

  /** Listeners that have a view. Sockets stay as the start opened them, whatever the configuration says by now. */
  #tied(): Explanation['tied'] {
    const { bound, settings } = this.#server
    return bound
      .filter(({ view }) => view >= 0)
      .map((endpoint) => ({ listen: endpointText(endpoint), view: settings.views[endpoint.view]!.name }))
  }
}
