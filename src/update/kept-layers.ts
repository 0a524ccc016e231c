// Reads the layers of the state folder for a program that runs beside no server: it writes nothing and waits for nobody.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FaceName, faceKey } from '../store/change.ts'
import { Editor } from '../zone/editor.ts'
import { fold } from '../zone/fold.ts'
import { roomFor } from '../zone/room.ts'
import { sealOf } from '../zone/seal.ts'
import { Zone } from '../zone/zone.ts'
import { Layer } from './layer.ts'
import { readLayerLog } from './layer-log.ts'
import { changesOver, livingSets, unfitSets } from './over.ts'

export class KeptLayers {
  readonly #layers: ReadonlyMap<string, Layer>

  private constructor(layers: ReadonlyMap<string, Layer>) {
    this.#layers = layers
  }

  /** `state`: the state folder. Gives no layers where none are kept or they cannot be read: the server reports that. */
  static async read(state: string, now = Date.now()): Promise<KeptLayers> {
    try {
      const found = await readLayerLog(readFileSync(join(state, 'kept', 'layers')))
      return new KeptLayers(
        new Map(
          [...found].map(([key, { sets }]) => {
            const layer = new Layer()
            for (const set of livingSets(sets, now)) layer.put(set, now)
            return [key, layer]
          }),
        ),
      )
    } catch {
      return new KeptLayers(new Map())
    }
  }

  of(name: FaceName): Layer | undefined {
    return this.#layers.get(faceKey(name))
  }

  /** What a start would serve of a face whose source gives `base`, before any rule is asked. */
  over(name: FaceName, base: Zone, now = Date.now()): Zone {
    const layer = this.of(name)
    // A signed zone takes no layer.
    return layer === undefined || sealOf(base) !== undefined ? base : laidOver(base, layer, now)
  }
}

export function laidOver(base: Zone, layer: Layer, now: number): Zone {
  const sets = livingSets(layer.each(), now)
  const unfit = unfitSets(base, sets, now).map(({ set }) => set)
  const left = (type: number, owner: Uint8Array) =>
    unfit.find((set) => set.type === type && Buffer.compare(set.owner, owner) === 0)
  const fitting = sets.map((set) => left(set.type, set.owner) ?? set)
  const changes = changesOver(base, fitting, now)
  if (changes.removed.count + changes.added.count === 0) return base
  const edition = new Editor(fold(base, roomFor(base, changes))).edit(changes)
  if (edition instanceof Zone) return edition
  throw new Error(`a layer does not fit its zone: ${edition.kind}`)
}
