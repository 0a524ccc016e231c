// A whole zone as a server gives it to who asks by AXFR, as lines that can be compared with those of another.

import type { Test } from 'tap'
import { nameText } from '../../src/dns/name-text.ts'
import { printRdata } from '../../src/dns/rdata/rdata.ts'
import { Type, typeName } from '../../src/dns/types.ts'
import { type MessageRecord, readMessage } from '../../src/wire/message.ts'
import { TcpClient } from '../net/harness.ts'
import { queryFor } from '../support/ask.ts'
import { isMade, look } from '../support/sign-all.ts'

/** The SOA first, the others sorted; NSD spells all names in small letters. */
export async function transferred(t: Test, port: number, zone: string, from: string): Promise<string[]> {
  const client = new TcpClient(t, port, { from })
  client.ask(queryFor(`${zone}. AXFR`))
  let records: string[] = []
  const whole: MessageRecord[] = []
  for (let soas = 0, count = 1; soas < 2; count++) {
    await client.receive(count)
    const message = client.answers[count - 1] && readMessage(client.answers[count - 1]!)
    if (message === undefined || message.answer.length === 0) break
    soas += message.answer.filter(({ type }) => type === Type.SOA).length
    whole.push(...message.answer)
    records = records.concat(
      message.answer.map(({ name, type, ttl, rdata }) =>
        `${nameText(name)} ${ttl} ${typeName(type)} ${printRdata(type, rdata, 0, rdata.length)}`.toLowerCase(),
      ),
    )
  }
  client.socket.destroy()
  look(whole.slice(0, -1))
  const content = records.slice(1, -1).filter((line) => !isMade(line.split(' ')[2]!))
  return [records[0] ?? '', ...content.sort()]
}
