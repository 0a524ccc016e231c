// `janus explain update`: explains by which rule one change would be permitted or refused, offline, by the configuration.

import { explainUpdate as verb } from '../operate/verbs/explain-update.ts'
import { unreadableEscaped } from '../text/findings/json-escape.ts'
import { Exit } from '../tools/exit.ts'
import { explainUpdate as explained, readUpdateQuestion, type UpdateWords } from '../tools/explain-update/explain.ts'
import { updateExplanationText } from '../tools/explain-update/text.ts'
import { readSettings } from '../tools/loaded.ts'
import { operate } from './operate.ts'

export type ExplainUpdateOptions = {
  readonly config?: string
  readonly json?: boolean
  /** Ask the running server, and do not read the configuration. */
  readonly running?: boolean
}

/** Gives the exit code. */
export async function explainUpdate(words: UpdateWords, options: ExplainUpdateOptions): Promise<number> {
  const { config, json, running } = options
  const question = readUpdateQuestion(words)
  if ('reason' in question) {
    process.stderr.write(`janus explain update: ${question.reason}\n`)
    return Exit.failed
  }
  if (running) return operate(verb, options, words)
  const settings = readSettings(config)
  if (settings === undefined) return Exit.failed
  const explanation = explained(settings, question)
  const text = json ? JSON.stringify(explanation, null, 2) : updateExplanationText(explanation)
  process.stdout.write(`${unreadableEscaped(text)}\n`)
  return explanation.rcode === 'NOERROR' ? Exit.good : Exit.bad
}
