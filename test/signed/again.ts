// Suites that stand elsewhere, once more with every zone signed that servers have of their own; and whatever whole zone somebody fetches is
// verified to its last signature. `npm run test:long` has them with NSEC3.

import type { Test } from 'tap'

/** To be called before anything is imported that knows of the switch. `long`: those for which nobody waits each day. */
export async function again(t: Test, daily: readonly string[], long: readonly string[] = []): Promise<void> {
  const isLong = process.env.JANUS_LONG !== undefined
  if (!isLong) t.setTimeout(1_200_000)
  process.env.JANUS_SIGNED = isLong ? 'nsec3' : 'nsec'
  const { looked } = await import('../support/sign-all.ts')
  for (const file of isLong ? [...daily, ...long] : daily) await import(file)
  t.test('zones were signed, and whoever fetched one got all of it', async (t) => {
    t.same(looked.faults, [])
    t.ok(looked.signed > 0, `signed ${looked.signed} times, ${looked.good} zones were verified`)
  })
}
