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
  /** Of the file that was read; undefined where it is to be read again. */
  #stamp: string | undefined
  #told: string | undefined

  /** `onFlaw`: told once of each file that cannot be used. */
  constructor(path: string, onFlaw: (why: Said | Error) => void) {
    this.path = path
    this.#onFlaw = onFlaw
  }

  /** The file is looked at each time: whoever is taken out of it is out. */
  now(): readonly User[] {
    const at = stampAt(this.path)
    const stamp = JSON.stringify(at, ['size', 'changed', 'inode'])
    if (stamp === this.#stamp && stamp !== undefined) return this.#users
    // A younger one may change again and look the same; one that the system keeps from us may have been left out for want of a
    // descriptor, and hold somebody who is out by now.
    this.#stamp = undefined
    try {
      const read = readUsers(this.path)
      if (at?.settled) this.#stamp = stamp
      if (isSaid(read)) this.#tell(read, `${stamp} ${read.code}`)
      else {
        this.#users = read
        this.#told = undefined
      }
    } catch (error) {
      // Whoever has taken the file away has taken it from all of them.
      if (stampAt(this.path) === undefined) this.#users = []
      const why = error instanceof Error ? error : new Error(String(error))
      this.#tell(why, `${stamp} ${why.message}`)
    }
    return this.#users
  }

  #tell(why: Said | Error, what: string): void {
    if (this.#told !== what) this.#onFlaw(why)
    this.#told = what
  }
}

function isSaid(read: readonly User[] | Said): read is Said {
  return 'code' in read
}
