// The log: JSON lines, or text at a terminal. Nothing waits for it: it drops and counts lines that it cannot write in time.

import { closeSync, constants, openSync } from 'node:fs'
import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogSettings } from '../text/config/operations.ts'
import { LogTail } from './log-tail.ts'

export type Log = {
  readonly logger: Logger
  /** The last lines. */
  readonly tail: LogTail
  /** Lines that it dropped. */
  readonly dropped: () => number
  /** Opens the file anew, after somebody moved it away. Where it cannot, it gives the reason and writes on into the old one. */
  readonly reopen: () => string | undefined
  /** Resolves once everything is written, or after a second. */
  readonly flush: () => Promise<void>
}

/** Without a wait: a FIFO that nobody reads gives an error. */
const APPENDING = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0)

/** Octets that may wait to be written. */
const WAITING = 8 << 20

/** Throws a system error where the file cannot be opened. */
export async function openLog({ level, format, file }: LogSettings): Promise<Log> {
  // Tells an error now: the stream would do it later, when nobody hears it.
  if (file !== undefined) closeSync(openSync(file, APPENDING, 0o640))
  const stream = pino.destination({ dest: file ?? 1, sync: false, maxLength: WAITING, mkdir: false, mode: 0o640 })
  let dropped = 0
  stream.on('drop', () => dropped++)
  // The reader of our standard output may be gone: the server goes on.
  stream.on('error', () => dropped++)
  const asText = format === 'text' || (format === 'auto' && file === undefined && process.stdout.isTTY === true)
  const destination = asText ? await readable(stream) : stream
  const tail = new LogTail()
  const both = {
    write: (line: string) => {
      tail.add(line)
      destination.write(line)
    },
  }
  const logger = pino({ level, base: { pid: process.pid } }, both)
  return {
    ...{ logger, tail },
    dropped: () => dropped,
    reopen: () => {
      if (file === undefined) return undefined
      try {
        closeSync(openSync(file, APPENDING, 0o640))
      } catch (error) {
        return error instanceof Error ? error.message : String(error)
      }
      stream.reopen()
      return undefined
    },
    flush: () =>
      new Promise((resolve) => {
        setTimeout(resolve, 1000).unref()
        // The stream's own flush() does not wait for a write under way.
        stream.once('drain', () => resolve())
      }),
  }
}

async function readable(destination: DestinationStream): Promise<DestinationStream> {
  const { build } = (await import('pino-pretty')).default
  const colorize = process.stdout.isTTY === true && !process.env.NO_COLOR
  return build({ destination, colorize, ignore: 'pid', translateTime: 'SYS:HH:MM:ss.l' })
}
