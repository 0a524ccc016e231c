// Shows how a command would change files, asks, and writes them.

import { createInterface } from 'node:readline/promises'
import { type Change, changesText } from '../check/changes.ts'
import type { Said } from '../dns/said.ts'
import { readRegular } from '../system/regular-file.ts'
import { visible, visibleLine } from '../text/findings/escape.ts'
import { unreadable } from '../text/zonefile/content.ts'
import { MAX_BYTES } from '../text/zonefile/source.ts'
import { replaceFile } from './replace-file.ts'
import { say } from './says.ts'

export type NewFile = {
  readonly file: string
  /** The content when the command read it. */
  readonly before: Uint8Array
  readonly bytes: Uint8Array
  readonly changes: readonly Change[]
}

export type Offer = {
  readonly files: readonly NewFile[]
  readonly question: Said
  /** The message when all is written. */
  readonly done: Said
  /** Write without a question. */
  readonly yes: boolean
  /** The stream for people: not the one on which a program reads findings. */
  readonly stream: NodeJS.WritableStream
}

export async function offerChanges(
  { files, question, done, yes, stream }: Offer,
  tell: (said: Said) => string,
): Promise<'written' | 'refused' | 'failed'> {
  const write = (text: string) => stream.write(`${text}\n`)
  for (const { file, changes } of files) write(changesText(file, changes).split('\n').map(visibleLine).join('\n'))
  // Without a terminal there is nobody to ask, and --yes has to answer beforehand.
  if (!yes && !process.stdin.isTTY) write(`${tell(question)} ${tell(say('say-yes'))}`)
  else if (yes || (await agrees(tell(question)))) {
    const failure = replaceAll(files)
    if (failure !== undefined) {
      process.stderr.write(`${visible(tell(failure))}\n`)
      return 'failed'
    }
    write(`${tell(done)}\n`)
    return 'written'
  }
  write(tell(say('nothing-written')))
  return 'refused'
}

/** Writes the files. Gives why one could not be replaced, as when somebody has written it meanwhile; those before it are written. */
function replaceAll(files: readonly NewFile[]): Said | undefined {
  for (const { file, before, bytes } of files)
    try {
      if (Buffer.compare(readRegular(file, MAX_BYTES), before) !== 0) return say('changed-meanwhile', { file })
      replaceFile(file, bytes)
    } catch (error) {
      return say('file-unwritten', { file, why: unreadable(error).why })
    }
  return undefined
}

async function agrees(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(`${question} [y/N] `)
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}
