// What a verb is: one thing that can be asked of a running server, whichever way the request comes. Its row says everything
// about it: what the request holds, what it does, what comes out of it, how that is told to people.
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
  /** What who asks must have. */
  readonly right: Right
  /** `all`: it concerns every view at once, and is not for who sees only some. */
  readonly concerns: 'seen' | 'all'
  /** It tells or does what the configuration says: whoever means another one is to get no answer out of this one. */
  readonly configured: boolean
  readonly gives: 'one' | 'many'
  readonly request: v.ObjectEntries
  /** Of the result, or of each of many. */
  readonly result: v.GenericSchema
  /** Beside those that every verb has. */
  readonly errors: readonly ErrorCode[]
  /** Missing where it has no command of its own. */
  readonly command?: CommandRow
  /** Where anybody reads it over HTTP. */
  readonly page?: PageRow
  /** Where whoever has the token asks for it over HTTP, beside /control. */
  readonly routes?: readonly RouteRow[]
  /** It takes more than others, of so many octets at most: over HTTP it is sent by POST, whatever it does. */
  readonly body?: number
  /** Of the same revision it says the same, whenever it is asked; perhaps with some options alone. */
  readonly isSteady?: (options: object) => boolean
  /** Its changes are counted, and are none for the audit trail, nor for the pace of a user: there may be thousands a second. */
  readonly unaudited?: true
  /** Throws a VerbError where the options make no sense. */
  readonly perform: (asked: Asked, options: unknown) => Promise<Given>
  /** What is made of a result that came from a server; undefined where that has another form, as that of another version. */
  readonly told: (result: unknown) => Told | undefined
}

export type CommandRow = {
  /** The command that it is a word of: `transfers check` is the verb transfers-check. */
  readonly under?: string
  /** One line in the list of commands. */
  readonly summary: string
  /** What more there is to know, as paragraphs. */
  readonly more?: string
  /** Commands, each with what it is for. */
  readonly examples: readonly (readonly [command: string, purpose?: string])[]
  /** What the exit codes say. */
  readonly exit: { readonly done: string; readonly refused: string; readonly failed: string }
}

/** As people type it behind `janus`. */
export function typed({ name, command }: Pick<Verb, 'name' | 'command'>): string {
  return command?.under === undefined ? name : `${command.under} ${name.slice(command.under.length + 1)}`
}

export type PageRow = {
  readonly path: string
  /** What strangers would learn: that all is well, how much is asked, or which zones there are. */
  readonly tells: 'health' | 'counts' | 'zones'
  /** Of what is no JSON. */
  readonly type?: string
}

/** Names in the path, as `:zone`, are fields of the request; so are those behind `?`, and those of a body. */
export type RouteRow = { readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'; readonly path: string }

/** Who asks, and whom. */
export type Asked = {
  readonly operated: Operated
  readonly actor: Actor
  readonly sight: Sight
  /** Of what is served now. */
  readonly revision: string
  /**
   * For a verb that waits for its turn: to be called when that has come. Throws where something else is served by then than the
   * request rests on; of two changes that rest on the same, one is done.
   */
  readonly begin: () => void
  /** The request rests on what was served when something was read. */
  readonly conditional: boolean
}

/** `status` is that of HTTP, `outcome` what the audit trail says of it. `items` returns where the next page begins, where there is one. */
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
  /** Whether there is nothing that somebody should look at. */
  readonly good: boolean
}

/** As it comes out of JSON: nobody changes it. */
export type Plain<T> = T extends readonly (infer U)[]
  ? readonly Plain<U>[]
  : T extends object
    ? { readonly [key in keyof T]: Plain<T[key]> }
    : T

type Row<E extends v.ObjectEntries> = Pick<
  Verb,
  'name' | 'effect' | 'concerns' | 'command' | 'routes' | 'body' | 'isSteady' | 'unaudited'
> & {
  readonly configured?: true
  /** Where it is another one than `look` of what reads, or `operate` of what changes. */
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
  /** Of a change: what the audit trail says beside the request. Undefined: nothing was changed, and nothing is said. */
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
  /** Of each. */
  readonly result: S
  /** Looks at what is served when it is called, and never later: all pages are of one revision. */
  readonly run: (
    asked: Asked,
    request: v.InferOutput<v.ObjectSchema<E, undefined>>,
  ) => Iterable<Plain<v.InferInput<S>>> | AsyncIterable<Plain<v.InferInput<S>>>
  /** What it waits for before anything of the answer is told. It may throw. */
  readonly before?: (asked: Asked, request: v.InferOutput<v.ObjectSchema<E, undefined>>) => Promise<void> | undefined
  /** The same as long as what was passed over is: what pages rest on, where that is not what is served. */
  readonly restsOn?: (asked: Asked, request: v.InferOutput<v.ObjectSchema<E, undefined>>) => string
  readonly text: (items: readonly v.InferOutput<S>[], look: Look) => string
  readonly good?: (items: readonly v.InferOutput<S>[]) => boolean
}

/** The request has the fields of paging too. */
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
