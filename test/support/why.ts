// What a part of a server says of what went wrong, in the English of its log.

import type { Said } from '../../src/dns/said.ts'
import { keysSays } from '../../src/keys/says.ts'
import { storeSays } from '../../src/store/says.ts'
import { englishWith } from '../../src/supply/english.ts'
import { zonefileSays } from '../../src/text/zonefile/says.ts'
import { transferSays } from '../../src/transfer/says.ts'

const english = englishWith({ ...keysSays, ...storeSays, ...transferSays, ...zonefileSays })

export function why(said: Said): string
export function why(said: Said | undefined): string | undefined
export function why(said: Said | undefined): string | undefined {
  return said && english.text(said)
}
