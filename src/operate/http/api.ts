// The verbs under /api/janus/v1: each has its words as a path, GET if it reads and POST if it changes, and routes of its own where its row
// has some.

import { fieldsOf } from '../fields.ts'
import type { RouteRow, Verb } from '../verb.ts'

export const BASE = '/api/janus/v1'

/** Whether the verb is in the API: not a page that is no JSON. */
export function isInApi({ page }: Verb): boolean {
  return page?.type === undefined
}

/** `transfers check` is /transfers/check; its own routes begin behind BASE too. */
export function routesOf(verb: Verb): readonly RouteRow[] {
  const { name, command, effect, body, routes = [] } = verb
  const under = command?.under
  const path = under === undefined ? name : `${under}/${name.slice(under.length + 1)}`
  return [{ method: effect === 'reads' && body === undefined ? 'GET' : 'POST', path: `${BASE}/${path}` }, ...routes]
}

/** The fields behind "?", which are all text there, as the verb's fields want them. */
export function readQuery(verb: Verb, query: object): Readonly<Record<string, unknown>> {
  const byKey = new Map(fieldsOf(verb.request).map((field) => [field.key, field]))
  return Object.fromEntries(
    Object.entries(query).map(([key, value]) => {
      const field = byKey.get(key)
      if (field?.isNumber && /^\d{1,9}$/.test(String(value))) return [key, Number(value)]
      if (field?.isBoolean && (value === 'true' || value === 'false')) return [key, value === 'true']
      return [key, value]
    }),
  )
}
