// dnsdist, with one thread for TLS: it answers everything itself, so that its door alone is measured. Its answers are one address, and a
// SOA for who asks whether it is there.

import { installed, type Launch, type Task } from './kind.ts'
import { securedPort } from './secured.ts'

export const DNSDIST = 'dnsdist'
export const dnsdistProgram = installed('dnsdist')

/** Root for both names, serial 1, four times an hour and its negative TTL. */
const SOA = `\\0\\0${'\\0\\0\\0\\1'}${'\\0\\0\\14\\16'.repeat(4)}`

export function dnsdistLaunch({ port, folder, tls, connections = 1000 }: Omit<Task, 'zones'>): Launch {
  const at = `127.0.0.1:${securedPort(port)}`
  const files = tls && `${JSON.stringify(tls.certificate)}, ${JSON.stringify(tls.key)}`
  const limits = `tcpListenQueueSize=1024, maxConcurrentTCPConnections=${connections}, numberOfStoredSessions=0`
  const conf = `setSecurityPollSuffix("")
setLocal("127.0.0.1:${port}")
setACL("127.0.0.0/8")
setMaxTCPClientThreads(1)
setTCPRecvTimeout(600)
${tls === undefined ? '' : tls.over === 'https' ? `addDOHLocal("${at}", ${files}, {"/dns-query"})` : `addTLSLocal("${at}", ${files}, {${limits}})`}
addAction(QTypeRule(6), SpoofRawAction("${SOA}"))
addAction(QTypeRule(1), SpoofAction({"192.0.2.1"}))
addAction(AllRule(), RCodeAction(0))
`
  return {
    program: dnsdistProgram!,
    args: ['--supervised', '--disable-syslog', '-C', `${folder}/dnsdist.conf`],
    files: { 'dnsdist.conf': conf },
  }
}
