// Messages about leaks whose allowance has ended, in each language.

import { table } from '../../dns/said.ts'

export const { rows: leaksSays, say } = table({
  'allowed-until': [
    '{message}; it was allowed until {until}: {reason}',
    '{message}。{until} まで認められていました: {reason}',
  ],
})
