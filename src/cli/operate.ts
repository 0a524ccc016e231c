// Asks the running server for something over its control socket, and prints what it says.

import type { ZoneLine } from '../control/lists.ts'
import type { Status } from '../control/status.ts'
import { wantsColour } from '../report/colour.ts'
import { visible } from '../report/escape.ts'
import { unreadableEscaped } from '../report/json-escape.ts'
import type { ReloadReport } from '../server/generation/report.ts'
import { ask } from './ask.ts'
import { textOf } from './operate-text.ts'

export type OperateOptions = { readonly config?: string; readonly json?: boolean }

const Exit = { done: 0, refused: 1, failed: 2 } as const

/** Gives the exit code. */
export async function operate(
  verb: string,
  { config, json }: OperateOptions,
  asked: Readonly<Record<string, unknown>>,
): Promise<number> {
  const answer = await ask(verb, config, asked)
  if (answer === undefined) return Exit.failed
  if ('error' in answer) {
    process.stderr.write(`janus ${verb}: ${visible(answer.error)}\n`)
    return Exit.refused
  }
  const { result } = answer
  const text = json
    ? JSON.stringify(result, null, 2)
    : textOf(verb, result, { colour: wantsColour(process.env, process.stdout) })
  process.stdout.write(`${unreadableEscaped(text)}\n`)
  return isGood(verb, result) ? Exit.done : Exit.refused
}

/** Whether there is nothing that somebody should look at. */
function isGood(verb: string, result: unknown): boolean {
  switch (verb) {
    case 'reload':
    case 'plan':
      return (result as ReloadReport).good
    case 'status':
      return (result as Status).notCurrent.length === 0
    case 'zones':
      return (result as readonly ZoneLine[]).every(({ state }) => state === 'current')
    default:
      return true
  }
}
