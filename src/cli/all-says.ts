// The texts of `janus check`: those about zone files, about a configuration, and about what lies between its zones.

import { configSays } from '../text/config/says.ts'
import { signingSays } from '../tools/dnssec/problems-says.ts'
import { leaksSays } from '../tools/leaks/says.ts'
import { mailSays } from '../tools/mail/says.ts'
import { servedSays } from '../tools/served/says.ts'
import { serversSays } from '../tools/servers/says.ts'
import { updateSays } from '../update/says.ts'
import { zoneSays } from './speaker.ts'

export const allSays = {
  ...{ ...zoneSays, ...configSays, ...leaksSays, ...mailSays },
  ...{ ...serversSays, ...signingSays, ...servedSays, ...updateSays },
}
