// Two faces of one zone side by side: the node of the one that is a node of the other.

import type { Said } from '../dns/said.ts'
import { Suffixes } from '../dns/suffixes.ts'
import type { Node, Zone } from '../zone/zone.ts'
import { say } from './says.ts'

/** Finds in `there` the nodes of `here`; both are the same zone. */
export class Counterpart {
  readonly #here: Zone
  readonly #there: Zone
  readonly #suffixes = new Suffixes()
  readonly #name = new Uint8Array(256)

  constructor(here: Zone, there: Zone) {
    this.#here = here
    this.#there = there
  }

  /** The node of the same name, or NONE. */
  of(node: Node): Node {
    this.#here.writeName(node, this.#name, 0)
    return this.#there.find(this.#suffixes.set(this.#name, 0), 0)
  }
}

/** What messages call a view. */
export function viewTitle({ name, public: open }: { readonly name?: string; readonly public?: boolean }): Said {
  return name ? say('view-named', { view: name }) : say(open ? 'view-public' : 'view-other')
}
