// `janus explain`: one question, offline, out of the configuration.

import { addressFromText } from '../dns/address.ts'
import { readName } from '../dns/name-text.ts'
import { typeCode } from '../dns/types.ts'
import { type Asked, Explainer } from '../explain/explain.ts'
import type { Explanation } from '../explain/explanation.ts'
import { explanationText } from '../explain/text.ts'
import { wantsColour } from '../report/colour.ts'
import { unreadableEscaped } from '../report/json-escape.ts'
import { generationOf } from '../server/generation.ts'
import { responderOptions } from '../server/responder-options.ts'
import { ask } from './ask.ts'
import { loadServed } from './loaded.ts'

export type ExplainOptions = {
  readonly config?: string
  readonly tcp?: boolean
  readonly dnssec?: boolean
  readonly json?: boolean
  /** Asked of the running server, not worked out from the files. */
  readonly running?: boolean
}

/** Gives the exit code. */
export async function explain(address: string, name: string, type: string, options: ExplainOptions): Promise<number> {
  const asked = readQuestion(address, name, type, options)
  if (typeof asked === 'string') {
    process.stderr.write(`janus explain: ${asked}\n`)
    return 2
  }
  const explanation = options.running
    ? await askRunning(options, { address, name, type, tcp: options.tcp, dnssec: options.dnssec })
    : await explainOffline(options, asked)
  if (explanation === undefined) return 2
  const text = options.json
    ? `${unreadableEscaped(JSON.stringify(explanation, null, 2))}\n`
    : explanationText(explanation, { colour: wantsColour(process.env, process.stdout) })
  process.stdout.write(text)
  return 0
}

async function explainOffline({ config }: ExplainOptions, asked: Asked): Promise<Explanation | undefined> {
  const loaded = await loadServed(config, (path, reason) =>
    process.stderr.write(
      `janus explain: cannot use "${path}", the last good version of a zone: ${reason}; --running asks the server\n`,
    ),
  )
  if (loaded === undefined) return undefined
  const served = { ...loaded, generation: generationOf(loaded.settings, loaded.loaded, 1) }
  return new Explainer(responderOptions(loaded.settings)).explain(served, asked)
}

/** The same explainer, in the server that answers. */
async function askRunning(
  { config }: ExplainOptions,
  asked: Readonly<Record<string, unknown>>,
): Promise<Explanation | undefined> {
  const answer = await ask('explain', config, asked)
  if (answer === undefined) return undefined
  if ('result' in answer) return answer.result as Explanation
  process.stderr.write(`janus explain: ${answer.error}\n`)
  return undefined
}

/** The question, or why it is none. */
export function readQuestion(
  address: string,
  name: string,
  type: string,
  { tcp = false, dnssec = false }: Pick<ExplainOptions, 'tcp' | 'dnssec'> = {},
): Asked | string {
  const octets = addressFromText(address)
  if (octets === undefined) return `cannot read the address "${address}": it is not an IPv4 or IPv6 address`
  const wire = readName(name)
  if (typeof wire === 'string') return `cannot read the name "${name}": ${wire}`
  const code = typeCode(type)
  if (code === undefined) return `cannot read the type "${type}": there is no such type`
  return { address: octets, name: wire, type: code, stream: tcp, dnssec }
}
