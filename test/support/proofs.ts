// Whether all that a message says of a zone is signed by its keys, as a validator looks at it, but for what nobody signs.

import { copyName, sameName } from '../../src/dns/name.ts'
import { nameText } from '../../src/dns/name-text.ts'
import { printRdata } from '../../src/dns/rdata/rdata.ts'
import { Type, typeName } from '../../src/dns/types.ts'
import { publicKeyOf, verifyWith } from '../../src/sign/public-key.ts'
import { canonicalOrder, RRSIG_FIXED, signedData } from '../../src/sign/signed-data.ts'
import type { Message, MessageRecord } from '../../src/wire/message.ts'

/** What is wrong; undefined where all is well. `dnskeys`: rdata. */
export function unproven({ answer, authority }: Message, dnskeys: readonly Uint8Array[]): string | undefined {
  for (const section of [answer, authority])
    for (const record of section) {
      const { name, type } = record
      // NS of a referral, and what a DNAME stands for.
      if (type === Type.RRSIG || type === Type.NS) continue
      const records = section.filter((other) => other.type === type && sameName(other.name, 0, name, 0))
      if (!section.some((rrsig) => isOver(rrsig, record) && holds(rrsig, records, dnskeys)))
        return `${nameText(name)} ${typeName(type)} is not signed`
    }
  return undefined
}

function isOver(rrsig: MessageRecord, { name, type }: MessageRecord): boolean {
  return (
    rrsig.type === Type.RRSIG && sameName(rrsig.name, 0, name, 0) && ((rrsig.rdata[0]! << 8) | rrsig.rdata[1]!) === type
  )
}

function holds({ rdata }: MessageRecord, records: readonly MessageRecord[], dnskeys: readonly Uint8Array[]): boolean {
  const { name, type } = records[0]!
  const signer = copyName(rdata, RRSIG_FIXED)
  const octets = canonicalOrder(
    type,
    records.map((record) => record.rdata),
  )
  const data = signedData(rdata, name, type, octets)
  const signature = rdata.subarray(RRSIG_FIXED + signer.length)
  return dnskeys.some((dnskey) => {
    const key = publicKeyOf(dnskey)
    return key !== undefined && verifyWith(key, data, signature)
  })
}

/** `nobody NSEC …` by section, without signatures; below the origin. */
export function linesOf(message: Message, origin: string): string[] {
  return (['answer', 'authority'] as const).flatMap((section) =>
    message[section]
      .filter(({ type }) => type !== Type.RRSIG && type !== Type.SOA)
      .map(({ name, type, rdata }) =>
        `${section} ${nameText(name)} ${typeName(type)} ${printRdata(type, rdata, 0, rdata.length)}`
          .replaceAll(`.${origin}`, '')
          .replaceAll(/(\\255)+/g, '~'),
      ),
  )
}
