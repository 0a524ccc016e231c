// Messages about what a field of a request must be. Each goes on after "it must be", and is data too, for other languages.

import { type Form, form } from '../text/config/words.ts'
import { english, type operateSays } from './says.ts'

type Code = Extract<keyof typeof operateSays, `want-${string}`>

export function want(code: Code, parameters?: Readonly<Record<string, string | number>>): Form {
  return form(parameters === undefined ? { code } : { code, parameters }, english.text)
}
