// Asks the running server for a verb over its control socket, and prints what it says.

import type { Options } from '../operate/fields.ts'
import type { Verb } from '../operate/verb.ts'
import { wantsColour } from '../text/findings/colour.ts'
import { visible } from '../text/findings/escape.ts'
import { unreadableEscaped } from '../text/findings/json-escape.ts'
import { Exit } from '../tools/exit.ts'
import { ask } from './ask.ts'

export type OperateOptions = { readonly config?: string; readonly json?: boolean }

/** Gives the exit code. */
export async function operate(verb: Verb, { config, json }: OperateOptions, asked: Options): Promise<number> {
  const answer = await ask(verb, config, asked)
  if (answer === undefined) return Exit.failed
  if (answer.kind === 'error') {
    process.stderr.write(`janus ${verb.name}: ${visible(answer.error)}\n`)
    return Exit.bad
  }
  const { result, told } = answer
  const colour = wantsColour(process.env, process.stdout)
  const text = json ? JSON.stringify(result, null, 2) : told.text({ colour })
  process.stdout.write(`${unreadableEscaped(text)}\n`)
  return told.good ? Exit.good : Exit.bad
}
