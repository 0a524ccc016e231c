// What fields of requests must be: a message that goes on after "it must be", and is data too, for who is told in another language.

import { type Form, form } from '../text/config/words.ts'
import { english, type operateSays } from './says.ts'

type Code = Extract<keyof typeof operateSays, `want-${string}`>

export function want(code: Code, parameters?: Readonly<Record<string, string | number>>): Form {
  return form(parameters === undefined ? { code } : { code, parameters }, english.text)
}
