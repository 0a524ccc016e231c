// Limits for TCP as a test wants them: only the configuration's schema has the defaults.

import { fixedTcpLimits, type TcpLimits } from '../../src/net/tcp-limits.ts'

export const testLimits: TcpLimits = {
  ...fixedTcpLimits,
  connections: 1000,
  connectionsPerClient: 100,
  idleTimeout: 10_000,
}
