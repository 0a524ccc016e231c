// Reads zone text from a pipe: `zonecheck -`, `zonecheck <(…)`. Only pipes that the command line names are read; included ones are not.

import { closeSync, openSync, readSync, statSync } from 'node:fs'
import type { Problem } from '../text/findings/problem.ts'
import { unreadable } from '../text/zonefile/content.ts'
import { say } from '../text/zonefile/says.ts'
import { pipedSource, type Source, unfitProblem } from '../text/zonefile/source.ts'

/** Octets that are read from a pipe, which does not say how much will come. */
const PIPE_MOST = 2 ** 28

/** Whether the argument is the standard input or another pipe. */
export function isPiped(file: string): boolean {
  if (isStandardInput(file)) return true
  try {
    const stats = statSync(file)
    return stats.isFIFO() || stats.isSocket()
  } catch {
    return false
  }
}

/** By argument: the text of each that is a pipe. */
export function readPipes(files: readonly string[]): ReadonlyMap<string, Source | Problem> {
  const piped = [...new Set(files)].filter(isPiped)
  return new Map(piped.map((file) => [file, readPipe(file)]))
}

function readPipe(file: string): Source | Problem {
  const shown = isStandardInput(file) ? 'stdin' : file
  let fd = 0
  try {
    if (!isStandardInput(file)) fd = openSync(file, 'r')
    return pipedSource(shown, readAll(fd), process.cwd())
  } catch (error) {
    const tooMuch = { rule: 'too-large', why: say('pipe-too-large', { most: PIPE_MOST }) } as const
    return unfitProblem(shown, error instanceof TooMuch ? tooMuch : { ...unreadable(error), fix: undefined })
  } finally {
    if (fd !== 0) closeSync(fd)
  }
}

class TooMuch extends Error {}

function readAll(fd: number): Uint8Array {
  const chunks: Buffer[] = []
  let size = 0
  while (true) {
    const chunk = Buffer.allocUnsafe(1 << 16)
    const count = readSome(fd, chunk)
    if (count === 0) return Buffer.concat(chunks, size)
    size += count
    if (size > PIPE_MOST) throw new TooMuch()
    chunks.push(chunk.subarray(0, count))
  }
}

/** Reads some octets, and waits for them: the program that opened the pipe may have made it non-blocking. */
function readSome(fd: number, chunk: Buffer): number {
  while (true)
    try {
      return readSync(fd, chunk, 0, chunk.length, null)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error
      if (error.code === 'EOF') return 0
      if (error.code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
}

function isStandardInput(file: string): boolean {
  return file === '-' || file === '/dev/stdin'
}
