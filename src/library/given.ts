// What a program hands in: held to its type where it comes in, since programs in JavaScript are told of a slip by nobody else. Whatever
// is of another type is a TypeError that names it.

import type { Severity } from '../text/findings/problem.ts'

/** `what`: as the sentence begins, "the origin". */
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

/** Short, and without a word of what objects hold. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean' || typeof value === 'number')
    return `${value}`
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40))
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
