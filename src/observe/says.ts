// Why queries cannot be logged as somebody wants, in each language.

import { table } from '../dns/said.ts'

export const { rows: observeSays, say } = table({
  'query-log-off-part': [
    'the query log can only be switched off for all queries; leave out "{part}"',
    'オフにするのはすべてのクエリについてだけです。"{part}" を除いてください',
  ],
  'query-log-no-view': ['there is no view "{view}"', 'ビュー "{view}" はありません'],
  'query-log-no-prefix': [
    '"{client}" is not a single prefix such as 192.0.2.0/24',
    '"{client}" は 192.0.2.0/24 のような一つのプレフィックスではありません',
  ],
  'query-log-no-name': ['"{name}" is not a name: {why}', '"{name}" は名前ではありません: {why}'],
})
