// From root to an ordinary user, in three steps: we read files as that user, so that a file closed to it shows at the start and
// not at the first reload; we bind sockets as root; then there is no way back. The C library makes all threads follow
// (nptl(7)).

import { type Account, findGroup, findUser } from './accounts.ts'
import type { Posix } from './posix.ts'

export type Wanted = {
  readonly user: string | undefined
  readonly group: string | undefined
  /** A port below 1024 is among those to listen on. */
  readonly lowPort: boolean
}

export class Privileges {
  readonly #account: Account | undefined

  private constructor(account: Account | undefined) {
    this.#account = account
  }

  /** Gives a sentence where the server must not run so. */
  static of({ user, group, lowPort }: Wanted): Privileges | string {
    if (process.getuid?.() !== 0) return new Privileges(undefined)
    if (user === undefined)
      return lowPort
        ? 'cannot serve as root: name the user to go on as, "user: janus" in the configuration, or start it as that ' +
            'user with the capability CAP_NET_BIND_SERVICE'
        : new Privileges(undefined)
    const found = findUser(user)
    if (found === undefined)
      return `cannot go on as the user "${user}": there is no such user; make it (useradd --system ${user}), or name another under "user"`
    const gid = group === undefined ? found.gid : findGroup(group)
    if (gid === undefined)
      return `cannot go on as the group "${group}": there is no such group; make it (groupadd --system ${group}), or name another under "group"`
    if (found.uid === 0) return `cannot go on as the user "${user}": it is root; name one without rights of its own`
    return new Privileges({ uid: found.uid, gid })
  }

  /** The account as which the process goes on; undefined where it stays what it is. */
  get account(): Account | undefined {
    return this.#account
  }

  /** Until raise() the process opens files as the user. */
  lower(): void {
    if (this.#account === undefined) return
    process.setgroups!([])
    process.setegid!(this.#account.gid)
    process.seteuid!(this.#account.uid)
  }

  raise(): void {
    if (this.#account === undefined) return
    process.seteuid!(0)
    process.setegid!(0)
  }

  /** Gives root up for good. Throws where anything of root remains. */
  drop(posix: Posix | undefined): void {
    if (this.#account !== undefined) {
      const { uid, gid } = this.#account
      process.setgroups!([])
      process.setgid!(gid)
      process.setuid!(uid)
      if (process.getuid!() !== uid || process.geteuid!() !== uid || process.getegid!() !== gid || canBeRoot())
        throw new Error(`cannot go on as user ${uid}: the system has not let go of root`)
    }
    posix?.noNewPrivileges()
  }
}

function canBeRoot(): boolean {
  try {
    process.setuid!(0)
    return true
  } catch {
    return false
  }
}
