// The fields of a request: how a verb's row describes each, and how a value that does not fit is told.

import * as v from 'valibot'
import type { Said } from '../dns/said.ts'
import { guess } from '../text/config/guess.ts'
import { givenAs, text, wholeNumber } from '../text/config/words.ts'
import { VerbError } from './errors.ts'
import { say } from './says.ts'
import { want } from './wants.ts'

export type Options = Readonly<Record<string, unknown>>

/** How a field is given on the command line. */
export type Words = {
  /** `<on|off>` */
  readonly argument?: string
  /** `--one-in <number>` */
  readonly option?: string
  /** Where the argument is `-`, lines of the standard input are this other field, as objects that have the argument's. */
  readonly lines?: string
  /** The values for which words stand. */
  readonly meaning?: Readonly<Record<string, unknown>>
}

/** A field with the sentence that explains it. The schema's message is what it must be, as it goes on after "it must be". */
export const field = <T extends v.GenericSchema>(schema: T, tells: string, words: Words = {}) =>
  v.pipe(schema, v.description(tells), v.metadata({ words }))

export type Field = {
  readonly key: string
  readonly tells: string
  readonly words: Words
  readonly isNumber: boolean
  readonly isBoolean: boolean
}

export function fieldsOf(entries: v.ObjectEntries): Field[] {
  return Object.entries(entries).map(([key, entry]) => {
    const schema = wrappedOf(entry)
    const words: Words = v.getMetadata(schema).words ?? {}
    return {
      key,
      tells: v.getDescription(schema) ?? '',
      words,
      isNumber: schema.type === 'number',
      isBoolean: schema.type === 'boolean',
    }
  })
}

type Wrapped = v.GenericSchema & { readonly wrapped?: v.GenericSchema }

export function wrappedOf(entry: Wrapped): v.GenericSchema {
  return entry.wrapped ?? entry
}

/** The fields by which a request asks for a part of a list. */
export const paging = {
  limit: v.optional(field(wholeNumber(1, 10_000), 'Gives so many, and where the next begin.')),
  after: v.optional(field(text(want('want-next')), 'Begins where an earlier answer has ended.')),
}

/** Reads the options of a request. Throws a VerbError that names every field that does not fit, and says what to do. */
export function readRequest<E extends v.ObjectEntries>(
  verb: string,
  entries: E,
  options: unknown,
): v.InferOutput<v.ObjectSchema<E, undefined>> {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new VerbError('bad-request', say('options-no-object', { verb }))
  const unknown = Object.keys(options).filter((key) => !Object.hasOwn(entries, key))
  if (unknown.length > 0)
    throw new VerbError('bad-request', unknownSaid(verb, unknown, Object.keys(entries)), unknown[0])
  const read = v.safeParse(v.object(entries), options)
  if (read.success) return read.output
  const keys = read.issues.map((issue) => String(issue.path?.[0].key))
  const first = new Map(read.issues.map((issue, i) => [keys[i]!, issue] as const).reverse())
  const misfits = [...first].reverse().map(([key, issue]) => misfitSaid(key, issue.message, options, entries[key]!))
  throw new VerbError('bad-request', allOf(misfits), keys[0])
}

function unknownSaid(verb: string, unknown: readonly string[], known: readonly string[]): Said {
  const each = unknown.slice(0, MANY).map((key) => {
    const near = guess(key, known)
    const about = { field: quoted(key), verb }
    return near === undefined ? say('field-unknown', about) : say('field-unknown-near', { ...about, near })
  })
  const count = unknown.length - MANY
  const all = count > 0 ? say('fields-more', { unknown: allOf(each), count }) : allOf(each)
  if (known.length === 0) return say('fields-none', { unknown: all })
  return say('fields-known', { unknown: all, known: known.join(', ') })
}

/** At most so many unknown fields are told one by one. */
const MANY = 3

function allOf(each: readonly Said[]): Said {
  return each.reduce((first, then) => say('fields-and', { first, then }))
}

function misfitSaid(key: string, message: string, options: object, entry: v.GenericSchema): Said {
  const given: unknown = Object.hasOwn(options, key) ? Reflect.get(options, key) : undefined
  if (given !== undefined) return say('field-misfit', { given: givenSaid(given), field: key, wanted: givenAs(message) })
  return say('field-not-given', { field: key, wanted: wantedOf(entry) })
}

/** The form that the schema asks for, out of its message about a value that fits nothing. */
function wantedOf(entry: v.GenericSchema): Said | string {
  const message = v.safeParse(entry, Symbol('nothing')).issues?.[0].message
  return message === undefined ? say('want-something') : givenAs(message)
}

function givenSaid(value: unknown): Said | string {
  if (Array.isArray(value)) return say('a-list')
  return typeof value === 'object' && value !== null ? say('an-object') : quoted(value)
}

/** The value in quotes, cut where it is long. */
export function quoted(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > LONG ? `${value.slice(0, LONG)}…` : value}"`
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' && value !== null ? 'an object' : `"${value}"`
}

const LONG = 80
