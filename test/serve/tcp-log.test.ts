// The log's lines about TCP connections that made room.

import type { Logger } from 'pino'
import t from 'tap'
import { TcpLog } from '../../src/serve/tcp-log.ts'

t.test('a line tells how many had to make room since the last, and for whom; nothing new, no line', async (t) => {
  const lines: unknown[] = []
  const log = new TcpLog({ warn: (about: object, text: string) => lines.push([text, about]) } as unknown as Logger)
  const report = (crowded: number, crowdedClient: string, displaced: number) =>
    log.report({ accepted: 9, open: 1, crowded, crowdedClient, displaced })

  report(0, '', 0)
  report(3, '192.0.2.7', 0)
  report(3, '192.0.2.7', 0)
  report(4, '2001:db8::1', 5)
  const own = 'a client has as many TCP connections as it may: its longest idle ones were closed for new ones'
  t.same(lines, [
    [own, { client: '192.0.2.7', closed: 3 }],
    [own, { client: '2001:db8::1', closed: 1 }],
    ['all TCP connections are in use: the longest idle ones were closed for new ones', { closed: 5 }],
  ])
})
