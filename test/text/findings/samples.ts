// Problems of every kind, shared by the tests of all forms of output.

import type { ToldProblem } from '../../../src/text/findings/problem.ts'

const file = 'zones/internal/example.com.zone'

export const alias: ToldProblem = {
  rule: 'cname-and-other-data',
  severity: 'error',
  message: 'cannot add CNAME at "www.example.com.": it owns A (line 11)',
  place: { file, line: 14, column: 1, length: 3 },
  source: 'www\tIN\tCNAME\tweb',
  related: {
    place: { file, line: 9, column: 5, length: 1 },
    message: 'the A is here',
    source: 'www A 192.0.2.1',
  },
  fix: 'remove the A on line 9, or give www the addresses of web',
  rfc: 'RFC 1034 §3.6.2',
}

export const tabbed: ToldProblem = {
  rule: 'mx-no-ipv4',
  severity: 'warning',
  message: '"mail.example.com." has no IPv4 address',
  place: { file, line: 1200, column: 9, length: 4 },
  source: '@\tMX\t10\tmail',
  fix: 'name one that has\n@\tMX\t10\tmx',
}

export const wide: ToldProblem = {
  rule: 'odd-comment',
  severity: 'info',
  message: 'a comment of 大学',
  place: { file: 'zones/大学, 100%: a.zone', line: 2, column: 8, length: 2 },
  source: '; 大学 e\u0301: 学校 end',
  fix: 'first line\nsecond line',
}

export const hostile: ToldProblem = {
  rule: 'syntax',
  severity: 'error',
  message: 'cannot read "\x1b]0;owned\x07\x9b31m\u202egpj.exe\n::error::x\r"',
  place: { file: 'a\x1b[2J\n.zone', line: 1, column: 3, length: 2 },
  source: 'a \x1b[ \u2028\u{e0041}\ud800',
  related: { place: { file: 'b\x00\ud800', line: 2, column: 1, length: 1 }, message: 'see\x7f' },
  fix: 'write\x08 b',
}

export const bare: ToldProblem = {
  rule: 'config-unreadable',
  severity: 'error',
  message: 'cannot open the configuration: there is no such file',
  place: { file: '/etc/janus/janus.yaml', line: 1, column: 1, length: 1 },
}

export const all = [alias, tabbed, wide, hostile, bare]
