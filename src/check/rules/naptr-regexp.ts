// RFC 3402 §3.2, RFC 3403 §4.1: an expression or a name, never both.

import type { Said } from '../../dns/said.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { countGroups } from '../posix-regexp.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { say } from '../says.ts'
import { saidAsUtf8 } from '../texts.ts'

export const naptrRegexp: Rule = {
  name: 'naptr-regexp',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 3403 §4.1',
  why: 'A program that cannot read the expression stops looking, and does not find the service.',
  bad: ['@  NAPTR  100 10 "u" "E2U+sip" "!^.*$!sip:info@example.com" .'],
  good: [
    '@  NAPTR  100 10 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .',
    '@  NAPTR  100 20 "u" "E2U+sip" "!^([^\\\\]+)[[:digit:]]$!sip:\\\\1@example.com!" .',
  ],
  says: {
    found: {
      message: 'the NAPTR record of "{owner}" has a mistake: {flaw}',
      fix: 'write as in "!^.*$!sip:info@example.com!" with . behind it, or "" and a name',
    },
  },
  check: { over: 'sets', types: [Type.NAPTR], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const { heap } = zone
  eachRecord(zone, set, (data, _length, line) => {
    const service = data + 5 + heap[data + 4]!
    const at = service + 1 + heap[service]!
    const regexp = String.fromCharCode(...heap.subarray(at + 1, at + 1 + heap[at]!))
    const flaw = flawOf(regexp, heap[at + 1 + heap[at]!] !== 0)
    if (flaw !== undefined)
      reporter.report(line, 4, () => ({ params: { owner: reporter.name(node), flaw: saidAsUtf8(flaw) } }))
  })
}

function flawOf(regexp: string, hasName: boolean): Said | undefined {
  if (regexp === '') return hasName ? undefined : say('naptr-neither')
  if (hasName) return say('naptr-both')
  const delimiter = regexp[0]!
  if (/[0-9i\\]/i.test(delimiter)) return say('naptr-delimiter', { mark: delimiter })
  const parts = splitAt(regexp.slice(1), delimiter)
  if (parts.length !== 3) return say('naptr-parts', { mark: delimiter })
  if (!/^i?$/.test(parts[2]!)) return say('naptr-behind', { text: parts[2]! })
  const groups = countGroups(parts[0]!)
  if (groups === undefined) return say('naptr-no-expression', { text: parts[0]! })
  const [missing] = [...parts[1]!.matchAll(/\\([0-9])/g)].filter(
    ([, digit]) => Number(digit) < 1 || Number(digit) > groups,
  )
  return missing ? say('naptr-group', { reference: missing[0], count: groups }) : undefined
}

/** The parts between delimiters that have no backslash before them. */
function splitAt(text: string, delimiter: string): string[] {
  const parts = ['']
  for (let i = 0; i < text.length; i++) {
    if (text[i] === delimiter) parts.push('')
    else {
      if (text[i] === '\\' && i + 1 < text.length) parts[parts.length - 1] += text[i++]!
      parts[parts.length - 1] += text[i]!
    }
  }
  return parts
}
