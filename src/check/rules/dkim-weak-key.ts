// RFC 8301 §3.2: receivers do not accept keys of less than 1024 bits.

import { keysOfLength } from '../mail/dkim-strength.ts'
import type { Rule } from '../rule.ts'

export const dkimWeakKey: Rule = {
  name: 'dkim-weak-key',
  group: 'mail',
  severity: 'warning',
  rfc: 'RFC 8301 §3.2',
  why: 'The key is so short that it can be broken: receivers ignore the signature.',
  bad: [
    's1._domainkey  TXT  ( "v=DKIM1; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAME84se1e5V3pYTFUw91v9cFa8+0MgbcW7i5KCfvfDeNklk51gk9LMHAjw5rZpKK+2qT/GCas1D//pELq0iD3fsCAwEAAQ==" )',
  ],
  good: [
    's1._domainkey  TXT  ( "v=DKIM1; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAt6xulOZagiTaxsjCdJUg7Dev/EUPJ2Bz5D33sW5/7iC49jM6/ASDR5/fI4oelnehfiNwYS45tUbCXBuyoU6oFd5fxS8buAUV7N+ijpx+PMfGzWFs0RwX+JfiGoh1XUDYw5Nd4cD14EC2CR0XS" "/5gOWC4S5i7n7ZTdvGhzZY11SIRXMzalbQrndp5ABFj98OiFGm+HIYEHJBoksKcE7/Hts5f69lyLP3XT34sDrswYDunCtsO8d/ulASmVPodW+d4Sb5daWsa1pA/vUV9wOdQbEwua2OKtEu/wJ7Nq8CcQ0Jy6/5dRUJWQaC9Sv8HHQTB7n0MyNNx80lW1P14CILoewIDA" "QAB" )',
  ],
  says: {
    found: {
      message: 'the DKIM key of "{owner}" has {bits} bits: receivers do not accept less than 1024',
      fix: 'make a new key of 2048 bits, under a new selector',
    },
  },
  check: keysOfLength(0, 1024),
}
