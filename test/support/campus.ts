// The sample campus on free ports.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const zones = join(import.meta.dirname, '../../zones')

/** zones/janus.yaml for a folder of its own, with more lines where a test needs them. */
export function campus({ udp = 'auto', more = '' } = {}): string {
  return readFileSync(join(zones, 'janus.yaml'), 'utf8')
    .replace(/^listen: .*$/m, `listen: ["127.0.0.1:0", "[::1]:0"]\nworkers: 2\nudp: ${udp}\n${more}`)
    .replaceAll(/(internal|external|shared|departments)\/(\S+\.zone)/g, `${zones}/$1/$2`)
}
