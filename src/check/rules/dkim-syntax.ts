// RFC 6376 §3.6.1: the form of a key.

import type { Said } from '../../dns/said.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX, type Node, type RRset } from '../../zone/zone.ts'
import { readDkim } from '../mail/dkim.ts'
import { reportMistakes } from '../mail/mistakes.ts'
import { hasLabel, isDkimKey } from '../owners.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { cutOff, recordText } from '../texts.ts'

export const dkimSyntax: Rule = {
  name: 'dkim-syntax',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 6376 §3.6.1',
  why: 'A key that cannot be read is no key: receivers treat signed mail as unsigned.',
  bad: [
    's1._domainkey  TXT  ( "v=DKIM1; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAt6xulOZagiTaxsjCdJUg7Dev/EUPJ2Bz5D33sW5/7iC49jM6/ASDR5/fI4oelnehfiNwYS45tUbCXBuyoU6oFd5fxS8buAUV7N+ijpx+PMfGzWFs0RwX+JfiGoh1XUDYw5Nd4cD14EC2CR0XS" "/5gOWC4S5i7n7ZTdvGhzZY11SIRXMzalbQrndp5ABFj98OiFGm+HIYEHJBoksKcE7/Hts5f69lyLP3XT34sDrswYDunCtsO8d/ulASmVPodW+d4Sb5daWsa1pA/vUV9wOdQbEwua2OKtEu/wJ7Nq8CcQ0Jy6/5dRUJWQaC9Sv8HHQTB7n0MyNNx80lW1P14CILoe" )',
  ],
  good: [
    's1._domainkey  TXT  ( "v=DKIM1; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAt6xulOZagiTaxsjCdJUg7Dev/EUPJ2Bz5D33sW5/7iC49jM6/ASDR5/fI4oelnehfiNwYS45tUbCXBuyoU6oFd5fxS8buAUV7N+ijpx+PMfGzWFs0RwX+JfiGoh1XUDYw5Nd4cD14EC2CR0XS" "/5gOWC4S5i7n7ZTdvGhzZY11SIRXMzalbQrndp5ABFj98OiFGm+HIYEHJBoksKcE7/Hts5f69lyLP3XT34sDrswYDunCtsO8d/ulASmVPodW+d4Sb5daWsa1pA/vUV9wOdQbEwua2OKtEu/wJ7Nq8CcQ0Jy6/5dRUJWQaC9Sv8HHQTB7n0MyNNx80lW1P14CILoewIDA" "QAB" )',
  ],
  says: {
    found: {
      message: 'the DKIM key of "{owner}" has a mistake: {flaw}',
      fix: 'copy the key anew from the mail server, whole and without line breaks inside the quotes',
    },
    cut: {
      message: 'the DKIM key of "{owner}" has a mistake: {flaw}',
      fix: 'put the text in quotes',
    },
    keyType: {
      message: 'the DKIM key of "{owner}" has a mistake: {flaw}',
      fix: 'write k=rsa or k=ed25519, whichever the key is',
    },
    elsewhere: {
      message: 'receivers do not see the DKIM key at "{owner}": they ask for it below a selector',
      fix: 'move it to SELECTOR._domainkey, with the selector that the mail server puts into its signatures (s=)',
    },
  },
  check: { over: 'sets', types: [Type.TXT], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (isDkimKey(zone, node)) {
    reportMistakes(reporter, node, set, (text) => readDkim(text).flaws, saysOf)
    return
  }
  // Elsewhere it may be what a CNAME leads to; at these two it is a slip.
  if (node !== APEX && !hasLabel(zone, node, '_domainkey')) return
  eachRecord(zone, set, (data, length, line) => {
    if (!/^v\s*=\s*DKIM1\s*(;|$)/.test(recordText(zone, data, length))) return
    reporter.report(line, 'owner', () => ({ says: 'elsewhere', params: { owner: reporter.name(node) } }))
  })
}

function saysOf(flaw: Said): string {
  if (flaw === cutOff) return 'cut'
  return flaw.code === 'dkim-key-type' ? 'keyType' : 'found'
}
