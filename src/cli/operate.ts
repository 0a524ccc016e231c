// Asks the running server for something over its control socket, and prints what it says.

import { findConfig } from '../config/find.ts'
import { loadConfig } from '../config/load.ts'
import { askServer, NoServerError } from '../control/client.ts'
import { wantsColour } from '../report/colour.ts'
import { unreadableEscaped } from '../report/json-escape.ts'
import { problemsText } from '../report/text.ts'
import type { ReloadReport } from '../server/generation/report.ts'
import { textOf } from './operate-text.ts'

export type OperateOptions = { readonly config?: string; readonly json: boolean }

const Exit = { done: 0, refused: 1, failed: 2 } as const

/** Gives the exit code. */
export async function operate(
  verb: string,
  { config = findConfig(), json }: OperateOptions,
  asked: Readonly<Record<string, unknown>>,
): Promise<number> {
  const path = socketOf(config)
  if (path === undefined) return Exit.failed
  try {
    const response = await askServer(path, verb, asked)
    if ('error' in response) {
      process.stderr.write(`janus ${verb}: ${response.error}\n`)
      return Exit.refused
    }
    const { result } = response
    const text = json
      ? JSON.stringify(result, null, 2)
      : textOf(verb, result, { colour: wantsColour(process.env, process.stdout) })
    process.stdout.write(`${unreadableEscaped(text)}\n`)
    return isGood(verb, result) ? Exit.done : Exit.refused
  } catch (error) {
    if (!(error instanceof NoServerError)) throw error
    process.stderr.write(`janus ${verb}: ${error.message}\n`)
    return Exit.failed
  }
}

/** Where the configuration says that the socket is; undefined, and told, where it cannot be read. */
export function socketOf(config: string): string | undefined {
  const { settings, problems } = loadConfig(config)
  if (settings !== undefined) return settings.operations.control.socket
  process.stderr.write(problemsText(problems, { colour: wantsColour(process.env, process.stderr) }))
  return undefined
}

function isGood(verb: string, result: unknown): boolean {
  return (verb !== 'reload' && verb !== 'plan') || (result as ReloadReport).good
}
