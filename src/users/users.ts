// The users as the file says now. If the file cannot be read, the former users stay, so that a mistake locks nobody out. A file that never
// could be read lets nobody in.

import type { Said } from '../dns/said.ts'
import { stampAt } from '../system/file-stamp.ts'
import type { User } from './user.ts'
import { readUsers } from './users-file.ts'

/** Names of users that came, changed or went. */
export type UsersChange = {
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

export class Users {
  readonly path: string
  readonly #onFlaw: (why: Said | Error) => void
  readonly #onChange: (change: UsersChange) => void
  /** The first reading reports no new users. */
  #isFirst = true
  #users: readonly User[] = []
  /** The stamp of the file as read; undefined: read it again. */
  #stamp: string | undefined
  #told: string | undefined

  /** `onFlaw` is called once for each file that cannot be used. */
  constructor(path: string, onFlaw: (why: Said | Error) => void, onChange: (change: UsersChange) => void = () => {}) {
    this.path = path
    this.#onFlaw = onFlaw
    this.#onChange = onChange
  }

  /** Checks the file each time, so that a removed user is out at once. */
  now(): readonly User[] {
    const at = stampAt(this.path)
    const stamp = JSON.stringify(at, ['size', 'changed', 'inode'])
    if (stamp === this.#stamp && stamp !== undefined) return this.#users
    // Reads it again next time: a very recent file may change and keep its stamp, and one that could not be opened, perhaps for want of a
    // descriptor, may no longer have a user.
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
      // Removing the file removes all users.
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
