// Where folders lead, asked once each for all files of one look at many: a link anywhere in the path may have been turned since the
// last look, and to follow every path anew costs more than all else that is asked of a file.

import { realpathSync } from 'node:fs'

export class Folders {
  readonly #real = new Map<string, string>()

  /** Where the links in an absolute path lead. Throws system errors. */
  real(folder: string): string {
    const known = this.#real.get(folder)
    if (known !== undefined) return known
    const real = realpathSync.native(folder)
    this.#real.set(folder, real)
    return real
  }
}
