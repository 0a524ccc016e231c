// Who asks, and which way he came: what he may ask for, and of which views and zones he may learn.

import type { AuditWay } from '../observe/audit.ts'
import type { NamePattern } from '../text/config/name-pattern.ts'

export type Actor = {
  /** As logs name him. */
  readonly who: string
  readonly way: Extract<AuditWay, 'socket' | 'http'>
  /** By name. */
  readonly verbs: 'all' | ReadonlySet<string>
  readonly views: 'all' | ReadonlySet<string>
  readonly zones: 'all' | readonly NamePattern[]
}

/** The file of the control socket is its own key: whoever may open it may do everything. */
export const atSocket: Actor = { who: 'control socket', way: 'socket', verbs: 'all', views: 'all', zones: 'all' }

export const withToken: Actor = { who: 'HTTP token', way: 'http', verbs: 'all', views: 'all', zones: 'all' }
