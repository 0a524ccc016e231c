// RFC 8301 §3.2: signers should use 2048 bits.

import { keysOfLength } from '../mail/dkim-strength.ts'
import type { Rule } from '../rule.ts'

export const dkimShortKey: Rule = {
  name: 'dkim-short-key',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 8301 §3.2',
  why: 'A key of less than 2048 bits will be broken in the near future, and some receivers distrust it today.',
  bad: [
    's1._domainkey  TXT  ( "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDEXtuodCorgbAF4B29L3CHrlcW365qSs5ycMOM2uOAdJDRvpR0l04PPAs6SCJtljDoiHEP3n5fAX5672/xfwxzrdjRY5rrqVQ0Rd1sWP1hcursBLXgylbvIDqTENXf3WqUfEaSAekA55pODy2idiw9a" "E92Y2sF0rsmnW6e2Z00TwIDAQAB" )',
  ],
  good: [
    's1._domainkey  TXT  ( "v=DKIM1; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAt6xulOZagiTaxsjCdJUg7Dev/EUPJ2Bz5D33sW5/7iC49jM6/ASDR5/fI4oelnehfiNwYS45tUbCXBuyoU6oFd5fxS8buAUV7N+ijpx+PMfGzWFs0RwX+JfiGoh1XUDYw5Nd4cD14EC2CR0XS" "/5gOWC4S5i7n7ZTdvGhzZY11SIRXMzalbQrndp5ABFj98OiFGm+HIYEHJBoksKcE7/Hts5f69lyLP3XT34sDrswYDunCtsO8d/ulASmVPodW+d4Sb5daWsa1pA/vUV9wOdQbEwua2OKtEu/wJ7Nq8CcQ0Jy6/5dRUJWQaC9Sv8HHQTB7n0MyNNx80lW1P14CILoewIDA" "QAB" )',
  ],
  says: {
    found: {
      message: 'the DKIM key of "{owner}" has {bits} bits: 2048 are recommended',
      fix: 'make a new key of 2048 bits, under a new selector',
    },
  },
  check: keysOfLength(1024, 2048),
}
