// Who has logged in and not out: a random word for each, of which only the hash is kept, in memory alone. A restart ends them all;
// so does a change of the user in his file, an hour without a request, and a working day.

import { createHash, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { User } from './user.ts'

/** Milliseconds without a request, and in all. */
export const IDLE = 3_600_000
export const LONGEST = 8 * 3_600_000

/** Of everybody, and of one user: the one that was used longest ago makes room. */
const SESSIONS = 1000
const OF_ONE = 20

export type Session = {
  readonly id: string
  readonly user: string
  /** Of the user as he was let in: another one is no longer the one who was. */
  readonly mark: string
  readonly made: number
  used: number
}

export class Sessions {
  readonly #open = new LRUCache<string, Session>({ max: SESSIONS })

  /** Gives the word. */
  begin(user: User, now: number): string {
    const own = [...this.#open.values()].filter((one) => one.user === user.name)
    // The one used last comes first.
    for (const { id } of own.slice(OF_ONE - 1)) this.#open.delete(id)
    const word = randomBytes(WORD_OCTETS).toString('base64url')
    const id = idOf(word)
    this.#open.set(id, { id, user: user.name, mark: markOf(user), made: now, used: now })
    return word
  }

  /** Who it is, and his session; undefined where it is none, or has ended. */
  find(
    users: readonly User[],
    word: string,
    now: number,
  ): { readonly user: User; readonly session: Session } | undefined {
    const session = FORM.test(word) ? this.#open.get(idOf(word)) : undefined
    if (session === undefined) return undefined
    const user = this.userOf(session, users, now)
    if (user === undefined) return undefined
    session.used = now
    return { user, session }
  }

  /** Whether it still holds; asking is no use of it. */
  userOf(session: Session, users: readonly User[], now: number): User | undefined {
    const user = users.find(({ name }) => name === session.user)
    const isOpen = this.#open.peek(session.id) === session
    const isYoung = now - session.used <= IDLE && now - session.made <= LONGEST
    if (isOpen && isYoung && user !== undefined && markOf(user) === session.mark) return user
    this.#open.delete(session.id)
    return undefined
  }

  end({ id }: Session): void {
    this.#open.delete(id)
  }

  get count(): number {
    return this.#open.size
  }
}

const WORD_OCTETS = 32
const FORM = /^[\w-]{43}$/

function idOf(word: string): string {
  return createHash('sha256').update(word).digest('base64')
}

/** A token that comes or goes is for a program, and changes nothing of a person. */
function markOf({ tokens: _, ...person }: User): string {
  return JSON.stringify(person)
}
