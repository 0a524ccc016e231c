// Tells the log every few seconds of clients that have come up against limits since.

import type { Logger } from 'pino'
import { RateLimitLog } from './rate-limit-log.ts'
import { accounts } from './responder-options.ts'
import type { ServerView } from './server-view.ts'
import { SignatureLog } from './signature-log.ts'
import { TcpLog } from './tcp-log.ts'
import { TransferLog } from './transfer-log.ts'

/** In milliseconds. */
const PAUSE = 10_000

/** Until the timer is cleared. */
export function logLimits(server: ServerView, log: Logger): NodeJS.Timeout {
  const rateLimits = new RateLimitLog(log)
  const tcp = new TcpLog(log)
  const transfers = new TransferLog(log)
  const signatures = new SignatureLog(log)
  return setInterval(() => {
    rateLimits.report(accounts(), server.viewNames)
    tcp.report(server.tcpCounts)
    transfers.report(server.transferCounts)
    signatures.report(server.signatureCounts)
  }, PAUSE).unref()
}
