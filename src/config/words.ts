// Forms of values that many keys have in common. Each message is what the value must be, as it goes on after "it must be".

import * as v from 'valibot'
import { DURATION, milliseconds } from './duration.ts'

export const wholeNumber = (least: number, most: number) => {
  const wanted = `a whole number from ${least} to ${most}`
  return v.pipe(v.number(wanted), v.integer(wanted), v.minValue(least, wanted), v.maxValue(most, wanted))
}

export const text = (wanted: string) => v.pipe(v.string(wanted), v.nonEmpty(wanted))

export const duration = () => {
  const wanted = 'a duration such as 10s, 2m or 1h30m'
  return v.pipe(v.string(wanted), v.regex(DURATION, wanted), v.transform(milliseconds))
}

export const yesOrNo = () => v.boolean('true or false')

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
