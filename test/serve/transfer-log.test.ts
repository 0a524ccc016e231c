// The log's lines about whole zones that were refused.

import type { Logger } from 'pino'
import t from 'tap'
import { noTransfers } from '../../src/serve/desk/transfer-counts.ts'
import { TransferLog } from '../../src/serve/transfer-log.ts'

t.test('a line tells how many were refused since the last, and to whom; nothing new, no line', async (t) => {
  const lines: unknown[] = []
  const log = new TransferLog({ warn: (about: object, text: string) => lines.push([text, about]) } as unknown as Logger)
  const report = (refused: number, client?: string) =>
    log.report({
      open: 0,
      done: 7,
      cut: 0,
      refused,
      notifies: { taken: 0, refused: 0, lastRefused: undefined },
      lastRefused: client === undefined ? undefined : { client, view: 'external', zone: 'univ.example.', key: 'none' },
    })

  report(0)
  report(3, '192.0.2.7')
  report(3, '192.0.2.7')
  report(4, '2001:db8::1')
  const text = 'transfers were refused: no entry of "secondaries" or "transfers" lets the client have the zone'
  t.same(lines, [
    [text, { client: '192.0.2.7', view: 'external', zone: 'univ.example.', key: 'none', refused: 3 }],
    [text, { client: '2001:db8::1', view: 'external', zone: 'univ.example.', key: 'none', refused: 1 }],
  ])
})

t.test('NOTIFY that was refused has a line too, however many came, which says who would have been heard', async (t) => {
  const lines: unknown[] = []
  const log = new TransferLog({ warn: (about: object, text: string) => lines.push([text, about]) } as unknown as Logger)
  const lastRefused = { client: '192.0.2.7', zone: 'example.com.', key: 'none', expected: 'key k, 192.0.2.1' }
  for (const refused of [0, 90_000, 90_000, 90_001])
    log.report({ ...noTransfers(), notifies: { taken: 5, refused, lastRefused } })
  const text =
    'NOTIFYs were refused: they came neither with the key nor from an address of a primary of the zone; if they are right, add the address to "notify-from"'
  t.same(lines, [
    [text, { ...lastRefused, refused: 90_000 }],
    [text, { ...lastRefused, refused: 1 }],
  ])
})
