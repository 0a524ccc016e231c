// Forms of values that many keys have in common. Each message is what the value must be, as it goes on after "it must be".

import * as v from 'valibot'
import type { Said } from '../../dns/said.ts'
import { DURATION, milliseconds } from './duration.ts'
import { english, say } from './says.ts'

/** What a value must be: for valibot a message, and as data. */
export type Form = (() => string) & { readonly said: Said }

/** `tell`: says it in English, where it is none of the configuration's. */
export function form(said: Said, tell: (said: Said) => string = english.text): Form {
  const told = () => {
    const text = tell(said)
    saidOfMessage.set(text, said)
    return text
  }
  return Object.assign(told, { said })
}

/** Valibot gives messages in one language: those that it has given, as data. */
const saidOfMessage = new Map<string, Said>()

/** Of a message that valibot has just given; itself where it is no form. */
export function givenAs(message: string): Said | string {
  return saidOfMessage.get(message) ?? message
}

/** Of a schema's message. */
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

/** Milliseconds. */
export const durationOrNever = (wanted: Form) =>
  v.pipe(
    v.string(wanted),
    v.check((text) => text === 'never' || DURATION.test(text), wanted),
    v.transform((text) => (text === 'never' ? text : milliseconds(text))),
  )

/** Milliseconds, both ends included. */
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

/** What stands behind a key, with the sentence that explains it. */
export const described = <T extends v.GenericSchema>(schema: T, description: string) =>
  v.pipe(schema, v.description(description))
