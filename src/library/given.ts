// Holds what a program hands in to its type, since nobody else tells a program in JavaScript of a slip. A value of another type brings a
// TypeError that names it.

import type { Severity } from '../text/findings/problem.ts'

/** `what`: the beginning of the sentence, "the origin". */
export function holdToString(value: unknown, what: string): asserts value is string {
  if (typeof value !== 'string') throw new TypeError(`${what} has to be a string, not ${kindOf(value)}`)
}

export function holdToStringOrNone(value: unknown, what: string): asserts value is string | undefined {
  if (value !== undefined) holdToString(value, what)
}

export function holdToObject(value: unknown, what: string): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${what} has to be an object, not ${kindOf(value)}`)
}

export function holdToArray(value: unknown, what: string): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${what} have to be an array, not ${kindOf(value)}`)
}

export function holdToText(value: unknown, what: string): asserts value is string | Uint8Array {
  if (typeof value !== 'string' && !(value instanceof Uint8Array))
    throw new TypeError(`${what} has to be a string or a Uint8Array, not ${kindOf(value)}`)
}

/** A time, in seconds since 1970. */
export function holdToTime(value: unknown, what: string): asserts value is number | undefined {
  if (value !== undefined && !(Number.isFinite(value) && Number(value) >= 0))
    throw new TypeError(`${what} has to be a number of seconds since 1970, not ${kindOf(value)}`)
}

const SEVERITIES: ReadonlySet<unknown> = new Set(['error', 'warning', 'info', 'off'])

export function holdToSeverity(value: unknown, what: string): asserts value is Severity | 'off' {
  if (!SEVERITIES.has(value))
    throw new TypeError(`${what} has to be "error", "warning", "info" or "off", not ${kindOf(value)}`)
}

/** A short description of the value, which tells nothing of what objects hold. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean' || typeof value === 'number')
    return `${value}`
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40))
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
