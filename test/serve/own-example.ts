// A site that has own.example beside what comes from a primary: only its face inside has the host intranet.

import type { Test } from 'tap'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'

const heading = '$TTL 60\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.53\n'

/** By their paths, which `zones` of the configuration names. */
const OWN = {
  'own/external.zone': `${heading}www A 192.0.2.80\n`,
  'own/internal.zone': `${heading}www A 10.0.0.80\nintranet A 10.0.0.81\n`,
}

export async function siteWithOwn(t: Test, configuration: string): Promise<Site> {
  const site = new Site(folderOf(t, { ...OWN, 'janus.yaml': configuration }))
  await site.start()
  t.teardown(() => site.stop())
  return site
}
