// Messages about prefixes that cannot be read, in each language.

import { table } from '../dns/said.ts'

export const { rows: viewsSays, say } = table({
  'prefix-no-address': ['it is not an IPv4 or IPv6 address', 'IPv4 アドレスでも IPv6 アドレスでもありません'],
  'prefix-part-no-address': [
    '"{address}" is not an IPv4 or IPv6 address',
    '"{address}" は IPv4 アドレスでも IPv6 アドレスでもありません',
  ],
  'prefix-length': [
    'the length after "/" is a number from 0 to {most}, not "{length}"',
    '"/" のあとの長さは 0 から {most} までの数です。"{length}" ではありません',
  ],
})
