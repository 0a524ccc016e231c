// The users as their file has them by and by. One that cannot be read leaves those before it in place: a mistake locks nobody
// out, and one that never could be read lets nobody in.

import type { Said } from '../dns/said.ts'
import { stampAt } from '../system/file-stamp.ts'
import type { User } from './user.ts'
import { readUsers } from './users-file.ts'

/** Names. */
export type UsersChange = {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

export class Users {
  readonly path: string
  readonly #onFlaw: (why: Said | Error) => void
  readonly #onChange: (change: UsersChange) => void
  /** Nobody was read before: who is there then has not come. */
  #isFirst = true
  #users: readonly User[] = []
  /** Of the file that was read; undefined where it is to be read again. */
  #stamp: string | undefined
  #told: string | undefined

  /** `onFlaw`: told once of each file that cannot be used. */
  constructor(path: string, onFlaw: (why: Said | Error) => void, onChange: (change: UsersChange) => void = () => {}) {
    this.path = path
    this.#onFlaw = onFlaw
    this.#onChange = onChange
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
        this.#use(read)
        this.#told = undefined
      }
    } catch (error) {
      // Whoever has taken the file away has taken it from all of them.
      if (stampAt(this.path) === undefined) this.#use([])
      const why = error instanceof Error ? error : new Error(String(error))
      this.#tell(why, `${stamp} ${why.message}`)
    }
    return this.#users
  }

  #use(users: readonly User[]): void {
    const before = this.#users
    this.#users = users
    if (this.#isFirst) this.#isFirst = false
    else {
      const change = changeOf(before, users)
      if (Object.values(change).some((names) => names.length > 0)) this.#onChange(change)
    }
  }

  #tell(why: Said | Error, what: string): void {
    if (this.#told !== what) this.#onFlaw(why)
    this.#told = what
  }
}

function changeOf(before: readonly User[], after: readonly User[]): UsersChange {
  const old = new Map(before.map((user) => [user.name, JSON.stringify(user)]))
  const names = new Set(after.map(({ name }) => name))
  return {
    added: after.filter(({ name }) => !old.has(name)).map(({ name }) => name),
    changed: after
      .filter((user) => (old.get(user.name) ?? '') !== JSON.stringify(user) && old.has(user.name))
      .map(({ name }) => name),
    removed: before.filter(({ name }) => !names.has(name)).map(({ name }) => name),
  }
}

function isSaid(read: readonly User[] | Said): read is Said {
  return 'code' in read
}
