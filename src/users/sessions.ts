// Sessions of people who have logged in: a random word for each, of which only the hash is kept, and only in memory. A restart ends all
// sessions. A change of the user in the file ends his, and so does an hour without a request, or a working day.

import { createHash, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { User } from './user.ts'

/** Most milliseconds without a request, and in all. */
export const IDLE = 3_600_000
export const LONGEST = 8 * 3_600_000

/** Most sessions in all, and of one user: the one used longest ago makes room. */
const SESSIONS = 1000
const OF_ONE = 20

export type Session = {
  readonly id: string
  readonly user: string
  /** Identifies the user's entry as of the login: a changed entry ends the session. */
  readonly mark: string
  readonly made: number
  used: number
}

export class Sessions {
  readonly #open = new LRUCache<string, Session>({ max: SESSIONS })

  /** Begins a session and gives its word. */
  begin(user: User, now: number): string {
    const own = [...this.#open.values()].filter((one) => one.user === user.name)
    // The session used last comes first.
    for (const { id } of own.slice(OF_ONE - 1)) this.#open.delete(id)
    const word = randomBytes(WORD_OCTETS).toString('base64url')
    const id = idOf(word)
    this.#open.set(id, { id, user: user.name, mark: markOf(user), made: now, used: now })
    return word
  }

  /** The user and the session; undefined if there is no such session, or it has ended. */
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

  /** The user if the session still holds. Does not count as a request. */
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

/** Leaves out the tokens: they are for programs, and a new one ends no session. */
function markOf({ tokens: _, ...person }: User): string {
  return JSON.stringify(person)
}
