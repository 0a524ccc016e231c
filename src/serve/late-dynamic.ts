// Opens Dynamic where the settings let somebody change something, or somebody has: until then none of its code is loaded.

import type { LastServed } from '../store/serial-record.ts'
import type { Settings } from '../text/config/settings.ts'
import type { Overlay } from './carried.ts'
import type { Dynamic, DynamicOptions } from './dynamic.ts'
import type { Kept } from './kept.ts'

export type DynamicParts = Omit<DynamicOptions, 'layers'> & { readonly kept: Pick<Kept, 'layers'> }

export class LateDynamic {
  readonly #parts: DynamicParts
  #opened: Dynamic | undefined
  #opening: Promise<Dynamic> | undefined

  constructor(parts: DynamicParts) {
    this.#parts = parts
  }

  /** Undefined until somebody may change something, or has. */
  get opened(): Dynamic | undefined {
    return this.#opened
  }

  async openFor({ updates }: Settings): Promise<void> {
    if (updates.length === 0 && !this.#parts.kept.layers.areThere) return
    await this.open()
  }

  /** Opens it whatever the rules say: the API and commands change zones without a rule for updates. */
  async open(): Promise<Dynamic> {
    this.#opening ??= this.#open()
    this.#opened ??= await this.#opening
    return this.#opened
  }

  /** Keeps records of layers, for the store. */
  readonly keep = (records: readonly Uint8Array[]): Promise<void> => this.#opened!.layers.keep(records)

  /** The layers, for code that makes another generation. */
  get overlay(): Overlay {
    return this.#opened?.overlay ?? NO_OVERLAY
  }

  get last(): readonly LastServed[] {
    return this.#opened?.layers.last ?? []
  }

  async #open(): Promise<Dynamic> {
    const [{ Dynamic }, { Layers }] = await Promise.all([import('./dynamic.ts'), import('../update/layers.ts')])
    const { kept, ...parts } = this.#parts
    return new Dynamic({ ...parts, layers: new Layers(await kept.layers.open()) })
  }
}

const NO_OVERLAY: Overlay = {
  names: () => [],
  setsOf: () => [],
  left: () => 0,
  seenIn: () => () => false,
  again: () => Promise.resolve(undefined),
  isSame: () => Promise.resolve(false),
  revision: 0,
  over: (_name, base) => Promise.resolve(base),
}
