// The users as their file has them by and by. One that cannot be read leaves those before it in place: a mistake locks nobody
// out, and one that never could be read lets nobody in.

import type { Said } from '../dns/said.ts'
import { stampAt } from '../system/file-stamp.ts'
import type { User } from './user.ts'
import { readUsers } from './users-file.ts'

export class Users {
  readonly path: string
  readonly #onFlaw: (why: Said | Error) => void
  #users: readonly User[] = []
  #stamp = ''

  /** `onFlaw`: told once of each file that cannot be used. */
  constructor(path: string, onFlaw: (why: Said | Error) => void) {
    this.path = path
    this.#onFlaw = onFlaw
  }

  /** The file is looked at each time: whoever is taken out of it is out. */
  now(): readonly User[] {
    const stamp = JSON.stringify(stampAt(this.path), ['size', 'changed', 'inode'])
    if (stamp === this.#stamp) return this.#users
    this.#stamp = stamp
    try {
      const read = readUsers(this.path)
      if (isSaid(read)) this.#onFlaw(read)
      else this.#users = read
    } catch (error) {
      // Whoever has taken the file away has taken it from all of them.
      if (stampAt(this.path) === undefined) this.#users = []
      this.#onFlaw(error instanceof Error ? error : new Error(String(error)))
    }
    return this.#users
  }
}

function isSaid(read: readonly User[] | Said): read is Said {
  return 'code' in read
}
