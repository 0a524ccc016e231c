// `janus explain`: one question, offline, out of the configuration.

import { addressFromText } from '../dns/address.ts'
import { readName } from '../dns/name-text.ts'
import { typeCode } from '../dns/types.ts'
import { type Asked, Explainer } from '../explain/explain.ts'
import { explanationText } from '../explain/text.ts'
import { wantsColour } from '../report/colour.ts'
import { unreadableEscaped } from '../report/json-escape.ts'
import { generationOf } from '../server/generation.ts'
import { responderOptions } from '../server/responder-options.ts'
import { loadAll } from './loaded.ts'

export type ExplainOptions = {
  readonly config?: string
  readonly tcp?: boolean
  readonly dnssec?: boolean
  readonly json?: boolean
}

/** Gives the exit code. */
export function explain(address: string, name: string, type: string, options: ExplainOptions): number {
  const asked = readQuestion(address, name, type, options)
  if (typeof asked === 'string') {
    process.stderr.write(`janus explain: ${asked}\n`)
    return 2
  }
  const loaded = loadAll(options.config)
  if (loaded === undefined) return 2
  const served = { ...loaded, generation: generationOf(loaded.settings, loaded.loaded, 1) }
  const explanation = new Explainer(responderOptions(loaded.settings)).explain(served, asked)
  const text = options.json
    ? `${unreadableEscaped(JSON.stringify(explanation, null, 2))}\n`
    : explanationText(explanation, { colour: wantsColour(process.env, process.stdout) })
  process.stdout.write(text)
  return 0
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
