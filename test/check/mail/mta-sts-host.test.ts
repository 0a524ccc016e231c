// The host from which senders fetch an MTA-STS policy.

import t from 'tap'
import { heading, problemsOf } from '../harness.ts'

t.test('a host that exists without an address is told as one without an address', async (t) => {
  const told = (...records: string[]) =>
    problemsOf([...heading, '_mta-sts TXT "v=STSv1; id=1"', ...records, ''].join('\n'))
      .filter(({ rule }) => rule === 'mta-sts-host')
      .map(({ message }) => message)
  const noAddress = '"_mta-sts.example.com." promises a policy, but the host "mta-sts.example.com." has no address'
  t.strictSame(told('mta-sts TXT "the policy is to come"'), [noAddress])
  t.strictSame(told(), [noAddress])
  t.strictSame(told('mta-sts A 192.0.2.80'), [])
})
