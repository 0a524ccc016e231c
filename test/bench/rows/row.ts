// What a row of the benchmark is, and what it has to say in the end.

import type { Bench } from '../context.ts'

export type Row = {
  /** For --only. */
  readonly name: string
  readonly work: string
  readonly target: string
  /** About how many seconds it takes. */
  readonly estimate: (bench: Bench) => number
  readonly run: (bench: Bench, folder: string) => Promise<Result>
}

export type Result = {
  readonly tables: readonly Table[]
  readonly verdicts: readonly Verdict[]
  /** Who was left out and why, and what was odd. */
  readonly remarks?: readonly string[]
  /** CPU per answer by server, in microseconds, for the plot. */
  readonly cpu?: ReadonlyMap<string, number>
  /** What other programs printed, as it is. */
  readonly output?: string
}

/** The first column is text, the others are numbers, or text too. */
export type Table = {
  readonly columns: readonly string[]
  readonly lines: readonly (readonly string[])[]
  readonly words?: boolean
}

export type Verdict = {
  /** What was compared, with what is asked of it. */
  readonly what: string
  readonly measured: string
  /** Undefined where it could not be told. */
  readonly met: boolean | undefined
}

/** That `value` is at most `limit`. */
export function atMost(what: string, value: number, limit: number, unit = '×'): Verdict {
  return {
    what: `${what}: at most ${limit} ${unit}`,
    measured: !Number.isFinite(value) ? 'not measured' : `${value.toPrecision(3)} ${unit}`,
    met: !Number.isFinite(value) ? undefined : value <= limit,
  }
}

/** That `value` is at least `limit`. */
export function atLeast(what: string, value: number, limit: number): Verdict {
  return {
    what: `${what}: at least ${limit.toLocaleString('en')}`,
    measured: Number.isFinite(value) ? value.toFixed(0) : 'not measured',
    met: Number.isFinite(value) ? value >= limit : undefined,
  }
}
