// Makes sentences of said data (dns/said.ts), in English or Japanese.

import type { Parameter, Parameters, Said, Says } from '../../dns/said.ts'
import { type Beside, spaced } from './spaced.ts'

export const languages = ['en', 'ja'] as const
export type LanguageName = (typeof languages)[number]

/** Makes sentences of its tables in one language. */
export type Speaker = {
  readonly language: LanguageName
  readonly text: (said: Said) => string
  /** Puts parameters into a text that is in no table. */
  readonly fill: (text: string, parameters: Parameters) => string
}

/** Gives a row by its code, for rows that are made on demand. */
export type RowOf = (code: string) => Says[string] | undefined

/** `rows`: those of all tables that the texts come from; `others` gives rows that are in none. */
export function speaker(rows: Says, language: LanguageName, others: RowOf = () => undefined): Speaker {
  const column = languages.indexOf(language) as 0 | 1
  const between = language === 'ja' ? '、' : ', '
  const value = (parameter: Parameter): string => {
    if (typeof parameter !== 'object') return String(parameter)
    return 'code' in parameter ? text(parameter) : parameter.map(text).join(between)
  }
  const text = ({ code, parameters = {} }: Said) => fill((rows[code] ?? others(code))![column], parameters)
  const asTold = language === 'ja' ? spaced : bare
  const fill = (words: string, parameters: Parameters) => filled(words, parameters, value, asTold)
  return { language, text, fill }
}

function filled(text: string, parameters: Parameters, value: (parameter: Parameter) => string, asTold: Beside): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string, at: number) =>
    parameters[name] === undefined
      ? whole
      : asTold(value(parameters[name]), text[at - 1] ?? '', text[at + whole.length] ?? ''),
  )
}

function bare(value: string): string {
  return value
}

/** The same with long words cut: it goes between threads and into files. */
export function bounded({ code, parameters }: Said): Said {
  if (parameters === undefined) return { code }
  return {
    code,
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, short(value)])),
  }
}

function short(value: Parameter): Parameter {
  if (typeof value === 'string') return shortened(value)
  if (typeof value === 'number') return value
  return 'code' in value ? bounded(value) : value.map(bounded)
}

const LONGEST = 1000

/** Cuts a text that quotes words of a file, which may have any length. */
export function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 210)} … ${text.slice(-200)}` : text
}
