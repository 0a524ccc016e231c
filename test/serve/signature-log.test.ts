import pino from 'pino'
import t from 'tap'
import { countBad, noSignatures } from '../../src/serve/desk/signature-counts.ts'
import { SignatureLog } from '../../src/serve/signature-log.ts'

t.test('each kind of bad signature has its line, with its count and its last client', async (t) => {
  const lines: { requests: number; last: unknown; msg: string }[] = []
  const log = new SignatureLog(pino({}, { write: (line: string) => lines.push(JSON.parse(line)) }))
  const counts = noSignatures()
  const told = () => lines.splice(0).map(({ requests, last, msg }) => [requests, last, msg.split(': ')[1]])
  log.report(counts)
  t.same(told(), [])
  const secret = { client: '192.0.2.54', key: 'ns2.internal', error: 'badsig' } as const
  const clock = { client: '192.0.2.55', key: 'ns3.internal', error: 'badtime', skew: 3600 } as const
  for (const bad of [secret, secret, clock]) countBad(counts, bad)
  log.report(counts)
  t.same(told(), [
    [2, secret, 'their signature is wrong; compare the secret on both servers'],
    [1, clock, 'the clocks of the two servers differ too much; set them by NTP'],
  ])
  log.report(counts)
  t.same(told(), [])
  countBad(counts, secret)
  log.report(counts)
  t.match(told(), [[1, secret]])
})
