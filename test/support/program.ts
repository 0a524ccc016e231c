// The programs that tests start. `npm test` has built them as `npm pack` ships them, and says where: they start in half of the
// time that the sources take. Otherwise they run from the sources, so that a test run by itself sees what was just written.

import { join } from 'node:path'

export const checkout = join(import.meta.dirname, '../..')

const folder = process.env.JANUS_PROGRAMS ?? join(checkout, 'src/cli')

export const janusProgram = join(folder, 'janus.js')
export const zonecheckProgram = join(folder, 'zonecheck.js')
