// `janus explain`: explains the answer to one question, offline, by the configuration.

import { explain as verb } from '../operate/verbs/explain.ts'
import { responderOptions } from '../serve/responder-options.ts'
import { generationOf } from '../store/generation/generation.ts'
import { wantsColour } from '../text/findings/colour.ts'
import { unreadableEscaped } from '../text/findings/json-escape.ts'
import { Exit } from '../tools/exit.ts'
import { Explainer } from '../tools/explain/explain.ts'
import type { Explanation } from '../tools/explain/explanation.ts'
import { type Question, readQuestion } from '../tools/explain/question.ts'
import { explanationText } from '../tools/explain/text.ts'
import { makeAsker } from '../tools/explain/transfer.ts'
import { loadServed } from '../tools/loaded.ts'
import { withLayers } from '../tools/with-layers.ts'
import { operate } from './operate.ts'

export type ExplainOptions = {
  readonly config?: string
  readonly tcp?: boolean
  readonly dnssec?: boolean
  readonly key?: string
  readonly via?: string
  readonly json?: boolean
  /** Ask the running server, and do not read the files. */
  readonly running?: boolean
}

/** Gives the exit code. */
export async function explain(address: string, name: string, type: string, options: ExplainOptions): Promise<number> {
  const { tcp, dnssec, key, via, json, running } = options
  const words = { address, name, type, tcp, dnssec, key, via }
  const question = readQuestion(words)
  if ('reason' in question) {
    process.stderr.write(`janus explain: ${question.reason}\n`)
    return Exit.failed
  }
  if (running) {
    const code = await operate(verb, options, words)
    return code === Exit.good ? Exit.good : Exit.failed
  }
  const explanation = await explainOffline(options, question)
  if (explanation === undefined) return Exit.failed
  const text = json
    ? `${unreadableEscaped(JSON.stringify(explanation, null, 2))}\n`
    : explanationText(explanation, { colour: wantsColour(process.env, process.stdout) })
  process.stdout.write(text)
  return Exit.good
}

async function explainOffline({ config }: ExplainOptions, question: Question): Promise<Explanation | undefined> {
  const loaded = await loadServed(config, 'janus explain', '; --running asks the server')
  if (loaded === undefined) return undefined
  const { settings, produced } = loaded
  const layered = await withLayers(settings, loaded.loaded)
  const served = { settings, produced, ...layered, generation: generationOf(settings, layered.loaded, 1) }
  return new Explainer(responderOptions(loaded.settings), makeAsker).explain(served, question)
}
