// Limits for TCP as a test wants them: what is configured has its defaults in the configuration's schema and nowhere else.

import { fixedTcpLimits, type TcpLimits } from '../../src/transport/tcp-limits.ts'

export const testLimits: TcpLimits = {
  ...fixedTcpLimits,
  connections: 1000,
  connectionsPerClient: 100,
  idleTimeout: 10_000,
}
