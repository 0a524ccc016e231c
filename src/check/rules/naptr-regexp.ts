// RFC 3402 §3.2, RFC 3403 §4.1: an expression or a name, never both.

import { Type } from '../../dns/types.ts'
import type { Node, RRset } from '../../zone/zone.ts'
import { countGroups } from '../posix-regexp.ts'
import { eachRecord } from '../records.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { asUtf8 } from '../texts.ts'

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
      reporter.report(line, 4, () => ({ params: { owner: reporter.name(node), flaw: asUtf8(flaw) } }))
  })
}

function flawOf(regexp: string, hasName: boolean): string | undefined {
  if (regexp === '') return hasName ? undefined : 'it has neither an expression nor a name'
  if (hasName) return 'it has an expression and a name'
  const delimiter = regexp[0]!
  if (/[0-9i\\]/i.test(delimiter)) return `"${delimiter}" cannot stand between the parts of an expression`
  const parts = splitAt(regexp.slice(1), delimiter)
  if (parts.length !== 3) return `the expression does not have "${delimiter}" three times`
  if (!/^i?$/.test(parts[2]!)) return `"${parts[2]}" stands behind the expression, where only i may`
  const groups = countGroups(parts[0]!)
  if (groups === undefined) return `"${parts[0]}" is no regular expression`
  const [missing] = [...parts[1]!.matchAll(/\\([0-9])/g)].filter(
    ([, digit]) => Number(digit) < 1 || Number(digit) > groups,
  )
  return missing ? `"${missing[0]}" means a part in parentheses, and there are ${groups}` : undefined
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
