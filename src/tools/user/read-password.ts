// Reads a password from a terminal, twice and unseen, or from the first line of the standard input.

import { createInterface } from 'node:readline'
import type { Said } from '../../dns/said.ts'
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../../users/password.ts'
import { say } from './says.ts'

/** The password, or why there is none. */
export async function readPassword(ask: (said: Said) => void): Promise<{ readonly password: string } | Said> {
  const isAsked = process.stdin.isTTY === true
  if (isAsked) ask(say('user-type-password'))
  const lines = new HiddenLines(isAsked)
  try {
    const password = await lines.next()
    if (password === undefined) return say('user-no-password')
    if ([...password].length < SHORTEST_PASSWORD) return say('user-short-password', { shortest: SHORTEST_PASSWORD })
    if (Buffer.byteLength(password) > LONGEST_PASSWORD) return say('user-long-password', { longest: LONGEST_PASSWORD })
    if (!isAsked) return { password }
    ask(say('user-type-again'))
    return (await lines.next()) === password ? { password } : say('user-passwords-differ')
  } finally {
    lines.close()
  }
}

/** Lines of the standard input; a terminal does not show them. */
class HiddenLines {
  readonly #lines: AsyncIterator<string>
  readonly #close: () => void

  constructor(isTerminal: boolean) {
    // With `terminal`, readline turns the terminal's own echo off and echoes itself, and without an output it echoes nowhere.
    const lines = createInterface({ input: process.stdin, terminal: isTerminal, historySize: 0 })
    lines.on('SIGINT', () => lines.close())
    this.#lines = lines[Symbol.asyncIterator]()
    this.#close = () => lines.close()
  }

  async next(): Promise<string | undefined> {
    const { value, done } = await this.#lines.next()
    return done ? undefined : value
  }

  close(): void {
    this.#close()
  }
}
