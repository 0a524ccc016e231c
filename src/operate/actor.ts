// An actor: who asks and by which way, which verbs he may ask for, and of which views and zones he may learn.

import type { AuditWay } from '../observe/audit.ts'
import type { NamePattern } from '../text/config/matches-name.ts'
import { patternOf } from '../text/config/name-pattern.ts'
import { type Right, rights, roles } from '../users/roles.ts'
import type { Token, User } from '../users/user.ts'

export type Actor = {
  /** The name that logs and the audit trail give him. */
  readonly who: string
  readonly way: Extract<AuditWay, 'socket' | 'http'>
  /** Names of the verbs that he may ask for. */
  readonly verbs: 'all' | ReadonlySet<string>
  /** Each verb asks for one right. */
  readonly rights: ReadonlySet<Right>
  /** Whether he may change anything, whatever his rights. */
  readonly mayChange: boolean
  /** Whether he may write down a change for somebody else to make. */
  readonly mayPropose: boolean
  readonly views: 'all' | ReadonlySet<string>
  readonly zones: 'all' | readonly NamePattern[]
}

const everything = { verbs: 'all', rights: new Set(rights), mayChange: true, mayPropose: true } as const

/** The actor at the control socket: the mode of its file says who may open it, and he may do everything. */
export const atSocket: Actor = { who: 'control socket', way: 'socket', ...everything, views: 'all', zones: 'all' }

export const withToken: Actor = { who: 'HTTP token', way: 'http', ...everything, views: 'all', zones: 'all' }

/** Anybody who reaches the HTTP address. */
export const anybody: Actor = {
  ...{ who: 'HTTP', way: 'http', verbs: 'all', views: 'all', zones: 'all' },
  ...{ rights: new Set(['look'] as const), mayChange: false, mayPropose: false },
}

/** Anybody who reaches an address that is not for everybody: he learns of no zone. */
export const stranger: Actor = { ...anybody, zones: [] }

/** A program of this machine itself, where there is a console and no file of users. */
export const here: Actor = { ...anybody, who: 'this machine' }

export type Edits = 'off' | 'propose' | 'apply'

/** The actor of a user. A pattern that is no pattern of zones matches none. `edits`: what the configuration lets users do over HTTP. */
export function asUser({ name, role, views, zones }: User, edits: Edits, token?: Token): Actor {
  const mayChange = edits === 'apply' || token?.write === true
  return {
    who: name,
    way: 'http',
    verbs: token?.verbs === undefined ? 'all' : new Set(token.verbs),
    rights: new Set<Right>(roles[role]),
    ...{ mayChange, mayPropose: mayChange || edits === 'propose' },
    views: views === undefined ? 'all' : new Set(views),
    zones: zones === undefined ? 'all' : zones.flatMap((zone) => patternOf(zone) ?? []),
  }
}
