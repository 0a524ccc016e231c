// A verb is one thing that can be asked of a running server, by any transport. Its row says everything about it: what the request holds,
// what it does, what it results in, and how people are told.
//
//   options -> readRequest (fields.ts) -> run -> result -> socket or HTTP -> told (by its schema) -> text

import * as v from 'valibot'
import type { AuditDetail } from '../observe/audit.ts'
import type { Right } from '../users/roles.ts'
import type { Actor } from './actor.ts'
import type { ErrorCode } from './errors.ts'
import { paging, readRequest } from './fields.ts'
import type { Operated } from './operated.ts'
import { offsetOf, pageOf } from './pages.ts'
import type { Sight } from './sight.ts'

export type Verb = {
  readonly name: string
  /** `proposes`: it writes down what somebody else may do, and changes nothing that is served. */
  readonly effect: 'reads' | 'changes' | 'proposes'
  /** The right that an actor needs. */
  readonly right: Right
  /** `all`: it concerns every view at once, and is only for actors who see all. */
  readonly concerns: 'seen' | 'all'
  /** It depends on the configuration: a command that means another configuration gets no answer. */
  readonly configured: boolean
  readonly gives: 'one' | 'many'
  readonly request: v.ObjectEntries
  /** Of the result, or of each of many. */
  readonly result: v.GenericSchema
  /** The error codes beside those that every verb has. */
  readonly errors: readonly ErrorCode[]
  /** The command; missing where the verb has none. */
  readonly command?: CommandRow
  /** What a verb without a command is for, in one line, for whoever reads the description of the API. */
  readonly about?: string
  /** The page over HTTP that anybody may read. */
  readonly page?: PageRow
  /** Routes over HTTP for clients with a token, beside /control. */
  readonly routes?: readonly RouteRow[]
  /** The most octets of its request, if more than others take: over HTTP it then comes by POST, even if it only reads. */
  readonly body?: number
  /** Whether the answer with these options stays the same as long as the revision does. */
  readonly isSteady?: (options: object) => boolean
  /** Neither the audit trail nor the limit of a user's requests counts it, only its own counters: there may be thousands a second. */
  readonly unaudited?: true
  /** Throws a VerbError where the options make no sense. */
  readonly perform: (asked: Asked, options: unknown) => Promise<Given>
  /** Puts a server's result into text; undefined where the result has another form, as another version's may. */
  readonly told: (result: unknown) => Told | undefined
}

export type CommandRow = {
  /** The command whose second word it is: `transfers check` is the verb transfers-check. */
  readonly under?: string
  /** One line in the list of commands. */
  readonly summary: string
  /** What more there is to know, as paragraphs. */
  readonly more?: string
  /** What only those have to know who type it. */
  readonly typing?: string
  /** Commands, each with what it is for. */
  readonly examples: readonly (readonly [command: string, purpose?: string])[]
  /** What the exit codes say. */
  readonly exit: { readonly done: string; readonly refused: string; readonly failed: string }
}

/** The words that people type after `janus`. */
export function typed({ name, command }: Pick<Verb, 'name' | 'command'>): string {
  return command?.under === undefined ? name : `${command.under} ${name.slice(command.under.length + 1)}`
}

export type PageRow = {
  readonly path: string
  /** What the page tells strangers: whether all is well, how much is asked, or which zones there are. */
  readonly tells: 'health' | 'counts' | 'zones'
  /** The content type of a page that is no JSON. */
  readonly type?: string
}

/** Names in the path, as `:zone`, are fields of the request; so are those behind `?`, and those of a body. */
export type RouteRow = { readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'; readonly path: string }

/** A request as a verb gets it. */
export type Asked = {
  readonly operated: Operated
  readonly actor: Actor
  readonly sight: Sight
  /** The revision that is served now. */
  readonly revision: string
  /**
   * A verb that waits for its turn calls this when the turn has come. It throws where another revision is served by then than the
   * request rests on: of two changes that rest on the same, one is done.
   */
  readonly begin: () => void
  /** Whether the request names a revision on which it rests. */
  readonly conditional: boolean
}

/** `status`: of HTTP. `outcome`: for the audit trail. `items` returns where the next page begins, if there is one. */
export type Given =
  | {
      readonly kind: 'one'
      readonly result: unknown
      readonly status: number
      readonly outcome: AuditDetail | undefined
    }
  | { readonly kind: 'many'; readonly items: AsyncGenerator<unknown, string | undefined> }

export type Look = { readonly colour: boolean }

export type Told = {
  /** Without a final line break. */
  readonly text: (look: Look) => string
  /** False where somebody should look at the result. */
  readonly good: boolean
}

/** A value as it comes out of JSON, read-only. */
export type Plain<T> = T extends readonly (infer U)[]
  ? readonly Plain<U>[]
  : T extends object
    ? { readonly [key in keyof T]: Plain<T[key]> }
    : T

type Row<E extends v.ObjectEntries> = Pick<
  Verb,
  'name' | 'effect' | 'concerns' | 'about' | 'command' | 'routes' | 'body' | 'isSteady' | 'unaudited'
> & {
  readonly configured?: true
  /** By default `look` for a verb that reads, `operate` for one that changes. */
  readonly right?: Right
  readonly request: E
  readonly errors?: readonly ErrorCode[]
}

type One<E extends v.ObjectEntries, S extends v.GenericSchema> = Row<E> & {
  readonly result: S
  /** `status`: 200 where not given. */
  readonly page?: PageRow & { readonly status?: (result: Plain<v.InferInput<S>>) => number }
  readonly run: (
    asked: Asked,
    request: v.InferOutput<v.ObjectSchema<E, undefined>>,
  ) => Plain<v.InferInput<S>> | Promise<Plain<v.InferInput<S>>>
  readonly text: (result: v.InferOutput<S>, look: Look) => string
  readonly good?: (result: v.InferOutput<S>) => boolean
  /** What the audit trail says of a change beside the request; undefined: nothing has changed, and there is no entry. */
  readonly audited?: (result: Plain<v.InferInput<S>>) => AuditDetail | undefined
}

export function oneResult<E extends v.ObjectEntries, S extends v.GenericSchema>(row: One<E, S>): Verb {
  const { run, text, good = always, audited = nothing, configured = false, errors = [], ...rest } = row
  return {
    ...rest,
    ...{ configured, errors, gives: 'one', right: rightOf(row) },
    perform: async (asked, options) => {
      const result = await run(asked, readRequest(row.name, row.request, options))
      return { kind: 'one', result, status: row.page?.status?.(result) ?? 200, outcome: audited(result) }
    },
    told: (result) => {
      const read = v.safeParse(row.result, result)
      return read.success ? { text: (look) => text(read.output, look), good: good(read.output) } : undefined
    },
  }
}

type Many<E extends v.ObjectEntries, S extends v.GenericSchema> = Row<E> & {
  /** The schema of each item. */
  readonly result: S
  /** Has to look at what is served when it is called, and never later, so that all items are of one revision. */
  readonly run: (
    asked: Asked,
    request: v.InferOutput<v.ObjectSchema<E, undefined>>,
  ) => Iterable<Plain<v.InferInput<S>>> | AsyncIterable<Plain<v.InferInput<S>>>
  /** Work to wait for before the answer begins. It may throw. */
  readonly before?: (asked: Asked, request: v.InferOutput<v.ObjectSchema<E, undefined>>) => Promise<void> | undefined
  /** The revision on which pages rest, where that is not the one that is served. It must change when items of earlier pages may have. */
  readonly restsOn?: (asked: Asked, request: v.InferOutput<v.ObjectSchema<E, undefined>>) => string
  readonly text: (items: readonly v.InferOutput<S>[], look: Look) => string
  readonly good?: (items: readonly v.InferOutput<S>[]) => boolean
}

/** A verb with many results. Its request has the fields of paging too. */
export function manyResults<E extends v.ObjectEntries, S extends v.GenericSchema>(row: Many<E, S>): Verb {
  const { run, before, restsOn, text, good = always, configured = false, errors = [], ...rest } = row
  const list = v.array(row.result)
  const own = v.object(row.request)
  const request = { ...row.request, ...paging }
  return {
    ...rest,
    ...{ configured, errors, request, gives: 'many', right: rightOf(row) },
    perform: async (asked, options) => {
      readRequest(row.name, request, options)
      const { limit = Number.POSITIVE_INFINITY, after } = v.parse(v.object(paging), options)
      const given = v.parse(own, options)
      await before?.(asked, given)
      const revision = restsOn?.(asked, given) ?? asked.revision
      const begin = after === undefined ? 0 : offsetOf(after, revision)
      return { kind: 'many', items: pageOf(run(asked, given), begin, limit, revision) }
    },
    told: (result) => {
      const read = v.safeParse(list, result)
      return read.success ? { text: (look) => text(read.output, look), good: good(read.output) } : undefined
    },
  }
}

function rightOf({ right, effect }: Pick<Row<v.ObjectEntries>, 'right' | 'effect'>): Right {
  return right ?? ({ reads: 'look', proposes: 'edit', changes: 'operate' } as const)[effect]
}

function always(): boolean {
  return true
}

function nothing(): AuditDetail {
  return {}
}
