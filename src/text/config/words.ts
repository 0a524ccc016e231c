// Forms of values that many keys share. Each message says what the value must be: it goes on after "it must be".

import * as v from 'valibot'
import type { Said } from '../../dns/said.ts'
import { DURATION, milliseconds } from './duration.ts'
import { english, say } from './says.ts'

/** What a value must be: a message for valibot, and the same as data. */
export type Form = (() => string) & { readonly said: Said }

/** `tell`: makes the English text, for messages of other tables. */
export function form(said: Said, tell: (said: Said) => string = english.text): Form {
  const told = () => {
    const text = tell(said)
    saidOfMessage.set(text, said)
    return text
  }
  return Object.assign(told, { said })
}

/** The data behind each message that valibot has given: its messages are in English only. */
const saidOfMessage = new Map<string, Said>()

/** The data behind a message of valibot; the message itself where no form gave it. */
export function givenAs(message: string): Said | string {
  return saidOfMessage.get(message) ?? message
}

/** The data behind a schema's message; undefined where it is no form. */
export function saidOf(message: unknown): Said | undefined {
  return typeof message === 'function' && 'said' in message ? (message as Form).said : undefined
}

export const wholeNumber = (least: number, most: number) => {
  const wanted = form(say('form-whole-number', { least, most }))
  return v.pipe(v.number(wanted), v.integer(wanted), v.minValue(least, wanted), v.maxValue(most, wanted))
}

export const text = (wanted: string | Form) => v.pipe(v.string(wanted), v.nonEmpty(wanted))

export const duration = () => {
  const wanted = form(say('form-duration'))
  return v.pipe(v.string(wanted), v.regex(DURATION, wanted), v.transform(milliseconds))
}

/** A duration in milliseconds, or `never`. */
export const durationOrNever = (wanted: Form) =>
  v.pipe(
    v.string(wanted),
    v.check((text) => text === 'never' || DURATION.test(text), wanted),
    v.transform((text) => (text === 'never' ? text : milliseconds(text))),
  )

/** A duration in milliseconds, from `least` to `most`. */
export const durationFrom = (least: number, most: number, wanted: Form) =>
  v.pipe(
    v.string(wanted),
    v.regex(DURATION, wanted),
    v.transform(milliseconds),
    v.minValue(least, wanted),
    v.maxValue(most, wanted),
  )

export const yesOrNo = () => v.boolean(form(say('form-boolean')))

/**
 * When a change of an option takes effect. `start`: the process keeps what it began with. `reload`: from the next reload on.
 * `answers`: likewise, and answers depend on it, so that it is part of a generation.
 */
export type Holds = 'start' | 'reload' | 'answers'

/** The row of an option, as the top of the configuration has them: its form, the sentence that explains it, and when it holds. */
export const option = <T extends v.GenericSchema>(schema: T, description: string, holds: Holds) =>
  v.pipe(schema, v.description(description), v.metadata({ holds }))

/** The value of a key, with the sentence that explains it. */
export const described = <T extends v.GenericSchema>(schema: T, description: string) =>
  v.pipe(schema, v.description(description))
