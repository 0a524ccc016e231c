// Follows the links in a folder's path, once for all files of one look at many files. Each look begins anew, for a link may have been turned
// since the last; and to follow every file's path would cost more than all else that a look asks of the file.

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
