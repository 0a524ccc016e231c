// Recognises files of other programs that somebody takes for zone files. Each line of one is wrong in a way of its own, and saying so helps
// nobody: this says once what the file is. It runs only where something cannot be read, so nothing here needs speed.

import type { Content } from './content.ts'

/** Codes of zonefileSays. */
type What =
  | 'is-program'
  | 'is-html'
  | 'is-rtf'
  | 'is-patch'
  | 'is-markdown'
  | 'is-json'
  | 'is-ldif'
  | 'is-powershell'
  | 'is-sql'
  | 'is-host-output'
  | 'is-nsupdate'
  | 'is-tinydns'
  | 'is-dnsmasq'
  | 'is-unbound'
  | 'is-janus'
  | 'is-yaml'
  | 'is-bind'
  | 'is-terraform'
  | 'is-braces'
  | 'is-csv'
  | 'is-hosts'

type Fix =
  | 'give-zone-file'
  | 'save-as-text'
  | 'apply-patch'
  | 'give-inside'
  | 'export-with-dnscmd'
  | 'export-with-powershell'
  | 'print-with-dig'
  | 'check-changed-file'
  | 'transfer-from-tinydns'
  | 'give-zonefile-of-unbound'
  | 'check-with-janus'
  | 'give-file-of-bind'
  | 'write-hosts-as-records'

export type OtherFormat = {
  readonly what: What
  readonly fix: Fix
  /** The offset of the line that shows it, and its number, from 1. */
  readonly at: number
  readonly line: number
}

type Format = {
  readonly what: What
  readonly fix: Fix
  /** Matches the first line, or the first that is no comment; undefined asks nothing of these. */
  readonly first?: RegExp
  /** Matches at least one line. */
  readonly mark?: RegExp
  /** Matches nearly all lines. */
  readonly line?: RegExp
}

const other = 'give-zone-file'

/** A format that more signs show comes first. */
const formats: readonly Format[] = [
  { what: 'is-program', fix: other, first: /^#!/ },
  { what: 'is-html', fix: other, first: /^<(!doctype|\?xml|[a-z][a-z0-9:-]*[\s/>])/i },
  { what: 'is-rtf', fix: 'save-as-text', first: /^\{\\rtf/ },
  {
    what: 'is-patch',
    fix: 'apply-patch',
    first: /^(diff |Index: |--- \S|@@ -\d)/,
    mark: /^@@ -\d/,
  },
  {
    what: 'is-markdown',
    fix: 'give-inside',
    first: /^(#{1,6} \S|```|~~~)/,
    mark: /^(```|~~~|\|.*\|\s*$)|\]\(\S+\)/,
  },
  {
    what: 'is-json',
    fix: other,
    first: /^(\{\s*("|\}?$)|\[\s*(["{[\]\d]|$))/,
    line: /^\s*["{}[\],\d]|^\s*(true|false|null)\b/,
  },
  {
    what: 'is-ldif',
    fix: 'export-with-dnscmd',
    first: /^(version: 1$|dn::? \S)/,
  },
  {
    what: 'is-powershell',
    fix: 'export-with-powershell',
    first: /^HostName\s+RecordType\s/,
  },
  { what: 'is-sql', fix: other, first: /^(insert\s+into|create\s+table|begin;|set\s+\w+\s*=|copy\s+\S+\s*\()/i },
  {
    what: 'is-host-output',
    fix: 'print-with-dig',
    line: /^\S+ (has (IPv6 )?address|has SOA record|is an alias for|mail is handled by|name server|domain name pointer|descriptive text) |^(Using domain server|Name|Address|Aliases):/,
    mark: / (has address|is an alias for|name server|domain name pointer) /,
  },
  {
    what: 'is-nsupdate',
    fix: 'check-changed-file',
    line: /^\s*(server|zone|(update|prereq)\s+\w+|update|add|del|delete|prereq|send|show|answer|key|local|class|ttl|debug|quit)\b/i,
    mark: /^\s*(update\s+(add|del|delete)|prereq\s+[ny]x)/i,
  },
  {
    what: 'is-tinydns',
    fix: 'transfer-from-tinydns',
    line: /^[.&=+@'^CZ:%368S/_-][^:\s]*:/,
    mark: /^[.&=+@'^Z][^:\s]+:/,
  },
  {
    what: 'is-dnsmasq',
    fix: other,
    line: /^[a-z][a-z0-9-]*(=.*)?$/,
    mark: /^(address|server|local|domain|host-record|mx-host|cname|txt-record|srv-host|ptr-record|interface|listen-address|(auth|dhcp|conf|addn|cache)-[a-z-]+)=/,
  },
  {
    what: 'is-unbound',
    fix: 'give-zonefile-of-unbound',
    line: /^\s*[a-z][a-z0-9-]*:(\s|$)/,
    mark: /^\s*(server|remote-control|forward-zone|stub-zone|auth-zone|local-zone|local-data|local-data-ptr|zonesdir|zonefile):/,
  },
  {
    what: 'is-janus',
    fix: 'check-with-janus',
    first: /^(listen|views|zones|state|workers|log):/,
    mark: /^zones:/,
  },
  {
    what: 'is-yaml',
    fix: other,
    line: /^\s*(-(\s|$)|\?(\s|$)|---|\.\.\.|("[^"]*"|'[^']*'|[^\s:"'][^\s:]*)\s*:(\s|$))/,
    mark: /:(\s|$)/,
  },
  {
    what: 'is-bind',
    fix: 'give-file-of-bind',
    line: /[{};]\s*((\/\/|#|\/\*).*)?$/,
    mark: /^\s*(zone|options|view|acl|key|logging|include|controls|masters|primaries)\b.*[{;]\s*$/,
  },
  {
    what: 'is-terraform',
    fix: other,
    mark: /^(resource|provider|variable|terraform|locals|module|data|output)\b[^;]*\{\s*$/,
    line: /^\s*[\w"-]+\s*=|^\s*[}\])]|[{[(]\s*$|^\s*"[^"]*",?\s*$/,
  },
  { what: 'is-program', fix: other, first: /^(var|let|const|import|function)\s.*[;({]\s*$|^(D|D_EXTEND|require)\(/ },
  { what: 'is-braces', fix: other, first: /^[^;"]*\{\s*$/ },
  {
    what: 'is-csv',
    fix: other,
    line: /^("[^"]*"|[^\s,;"]*),[^,]*,/,
    mark: /,/,
  },
  {
    what: 'is-hosts',
    fix: 'write-hosts-as-records',
    line: /^\s*(\d{1,3}(\.\d{1,3}){3}|[0-9a-f]{0,4}:[0-9a-f:.]*)(?!.*\s(A|AAAA|CNAME|IN|MX|NS|PTR|SOA|SRV|TXT)\s)\s+[a-z]/i,
    mark: /^\s*(\d{1,3}(\.\d{1,3}){3}|[0-9a-f]{0,4}:[0-9a-f:.]*)\s/i,
  },
]

type Line = { readonly text: string; readonly at: number; readonly number: number }

/** Octets of a file that we look at. */
const HEAD = 1 << 14

/** What the file is, if it is of another program. */
export function otherFormat({ bytes, size, begin }: Content): OtherFormat | undefined {
  const lines = linesOf(bytes, begin, Math.min(size, begin + HEAD))
  const plain = lines.filter(({ text }) => !comment.test(text))
  const first = lines[0]
  if (first === undefined) return undefined
  // One format's mark may look like a comment, and another's stand below comments: we try both lines.
  const opening = [first, plain[0] ?? first]
  for (const { what, fix, ...told } of formats) {
    const at = told.first === undefined ? plain[0] : opening.find(({ text }) => told.first!.test(text))
    if (at === undefined) continue
    if (told.mark && !lines.some(({ text }) => told.mark!.test(text))) continue
    if (told.line && plain.filter(({ text }) => told.line!.test(text)).length < plain.length * MOST) continue
    return { what, fix, at: at.at, line: at.number }
  }
  return undefined
}

/** Not all: somebody may have written a line of another kind into it. */
const MOST = 0.75

const comment = /^\s*(#|;|\/\/|\/?\*|--\s)/

/** The lines that are not blank. The last may be cut off. */
function linesOf(bytes: Uint8Array, begin: number, end: number): Line[] {
  const text = latin1.decode(bytes.subarray(begin, end))
  const found: Line[] = []
  let at = begin
  for (const [i, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (/\S/.test(line)) found.push({ text: line, at, number: i + 1 })
    at += line.length
    at += bytes[at] === 0x0d && bytes[at + 1] === 0x0a ? 2 : 1
  }
  return found
}

const latin1 = new TextDecoder('latin1')
