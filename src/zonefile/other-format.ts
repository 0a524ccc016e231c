// Files of other programs that are taken for zone files. Each line of one is wrong in a way of its own, and none of that helps:
// what the file is, is told once. Only asked where something cannot be read, so nothing here is in a hurry.

import type { Content } from './content.ts'

export type OtherFormat = {
  readonly what: string
  readonly fix: string
  /** Where the line that tells it begins, and which one it is, counted from 1. */
  readonly at: number
  readonly line: number
}

type Format = {
  readonly what: string
  readonly fix: string
  /** Of the first line that is no comment; where there is none, that says nothing. */
  readonly first?: RegExp
  /** Of one line at least. */
  readonly mark?: RegExp
  /** Of nearly all lines. */
  readonly line?: RegExp
}

const other = 'give a zone file'

/** What is told by more comes first. */
const formats: readonly Format[] = [
  { what: 'a program', fix: other, first: /^#!/ },
  { what: 'HTML or XML', fix: other, first: /^<(!doctype|\?xml|[a-z][a-z0-9:-]*[\s/>])/i },
  { what: 'a text of a word processor', fix: 'save it as plain text', first: /^\{\\rtf/ },
  {
    what: 'a patch',
    fix: 'apply it to the zone file, and check that',
    first: /^(diff |Index: |--- \S|@@ -\d)/,
    mark: /^@@ -\d/,
  },
  {
    what: 'a page of Markdown',
    fix: 'give what stands between its marks alone',
    first: /^(#{1,6} \S|```|~~~)/,
    mark: /^(```|~~~|\|.*\|\s*$)|\]\(\S+\)/,
  },
  {
    what: 'JSON',
    fix: other,
    first: /^(\{\s*("|\}?$)|\[\s*(["{[\]\d]|$))/,
    line: /^\s*["{}[\],\d]|^\s*(true|false|null)\b/,
  },
  {
    what: 'a directory entry, as Active Directory exports it',
    fix: 'write the zone with dnscmd /ZoneExport, or transfer it with dig AXFR',
    first: /^(version: 1$|dn::? \S)/,
  },
  {
    what: 'a table of PowerShell',
    fix: 'write the zone with Export-DnsServerZone',
    first: /^HostName\s+RecordType\s/,
  },
  { what: 'SQL', fix: other, first: /^(insert\s+into|create\s+table|begin;|set\s+\w+\s*=|copy\s+\S+\s*\()/i },
  {
    what: 'the output of the command host',
    fix: 'dig AXFR prints zones as zone files have them',
    line: /^\S+ (has (IPv6 )?address|has SOA record|is an alias for|mail is handled by|name server|domain name pointer|descriptive text) |^(Using domain server|Name|Address|Aliases):/,
    mark: / (has address|is an alias for|name server|domain name pointer) /,
  },
  {
    what: 'a script for nsupdate',
    fix: 'check the zone file that it changes',
    line: /^\s*(server|zone|(update|prereq)\s+\w+|update|add|del|delete|prereq|send|show|answer|key|local|class|ttl|debug|quit)\b/i,
    mark: /^\s*(update\s+(add|del|delete)|prereq\s+[ny]x)/i,
  },
  {
    what: 'data of tinydns',
    fix: 'transfer the zone from tinydns with dig AXFR, through axfrdns',
    line: /^[.&=+@'^CZ:%368S/_-][^:\s]*:/,
    mark: /^[.&=+@'^Z][^:\s]+:/,
  },
  {
    what: 'a configuration of dnsmasq',
    fix: other,
    line: /^[a-z][a-z0-9-]*(=.*)?$/,
    mark: /^(address|server|local|domain|host-record|mx-host|cname|txt-record|srv-host|ptr-record|interface|listen-address|(auth|dhcp|conf|addn|cache)-[a-z-]+)=/,
  },
  {
    what: 'a configuration of Unbound or NSD',
    fix: 'give a zone file: the one that zonefile: names',
    line: /^\s*[a-z][a-z0-9-]*:(\s|$)/,
    mark: /^\s*(server|remote-control|forward-zone|stub-zone|auth-zone|local-zone|local-data|local-data-ptr|zonesdir|zonefile):/,
  },
  {
    what: 'a configuration of Janus',
    fix: 'check it with janus check --config',
    first: /^(listen|views|zones|state|workers|log):/,
    mark: /^zones:/,
  },
  {
    what: 'YAML',
    fix: other,
    line: /^\s*(-(\s|$)|\?(\s|$)|---|\.\.\.|("[^"]*"|'[^']*'|[^\s:"'][^\s:]*)\s*:(\s|$))/,
    mark: /:(\s|$)/,
  },
  {
    what: 'a configuration of BIND',
    fix: 'give a zone file: the one that file names in it',
    line: /[{};]\s*((\/\/|#|\/\*).*)?$/,
    mark: /^\s*(zone|options|view|acl|key|logging|include|controls|masters|primaries)\b.*[{;]\s*$/,
  },
  {
    what: 'a file of Terraform',
    fix: other,
    mark: /^(resource|provider|variable|terraform|locals|module|data|output)\b[^;]*\{\s*$/,
    line: /^\s*[\w"-]+\s*=|^\s*[}\])]|[{[(]\s*$|^\s*"[^"]*",?\s*$/,
  },
  { what: 'a program', fix: other, first: /^(var|let|const|import|function)\s.*[;({]\s*$|^(D|D_EXTEND|require)\(/ },
  { what: 'a configuration with blocks in braces', fix: other, first: /^[^;"]*\{\s*$/ },
  {
    what: 'a table with commas',
    fix: other,
    line: /^("[^"]*"|[^\s,;"]*),[^,]*,/,
    mark: /,/,
  },
  {
    what: 'a list of hosts, as in /etc/hosts',
    fix: 'write the name first, then A or AAAA, then the address: www A 192.0.2.80',
    line: /^\s*(\d{1,3}(\.\d{1,3}){3}|[0-9a-f]{0,4}:[0-9a-f:.]*)(?!.*\s(A|AAAA|CNAME|IN|MX|NS|PTR|SOA|SRV|TXT)\s)\s+[a-z]/i,
    mark: /^\s*(\d{1,3}(\.\d{1,3}){3}|[0-9a-f]{0,4}:[0-9a-f:.]*)\s/i,
  },
]

type Line = { readonly text: string; readonly at: number; readonly number: number }

/** Octets of a file that are looked at. */
const HEAD = 1 << 14

/** What the file is, if it is none of zones. */
export function otherFormat({ bytes, size, begin }: Content): OtherFormat | undefined {
  const lines = linesOf(bytes, begin, Math.min(size, begin + HEAD))
  const plain = lines.filter(({ text }) => !comment.test(text))
  const first = lines[0]
  if (first === undefined) return undefined
  // What one comment begins another has as its heading: both are asked.
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

/** Somebody may have written a line of another kind into it. */
const MOST = 0.75

const comment = /^\s*(#|;|\/\/|\/?\*|--\s)/

/** Those that are not blank. The last may be cut. */
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
