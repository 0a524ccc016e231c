// The texts of all parts of a server, but those of the verbs themselves.

import { catalogSays } from '../catalog/says.ts'
import { dnsSays } from '../dns/says.ts'
import { keysSays } from '../keys/says.ts'
import { observeSays } from '../observe/says.ts'
import { signedSays } from '../signing/says.ts'
import { storeSays } from '../store/says.ts'
import { speakerIn } from '../supply/english.ts'
import type { LanguageName, Speaker } from '../text/findings/wording.ts'
import { zonefileSays } from '../text/zonefile/says.ts'
import { explainSays } from '../tools/explain/says.ts'
import { transferSays } from '../transfer/says.ts'
import { updateSays } from '../update/says.ts'
import { usersSays } from '../users/says.ts'
import { operateSays } from './says.ts'

const says = {
  ...{ ...catalogSays, ...dnsSays, ...explainSays, ...keysSays, ...observeSays, ...operateSays, ...signedSays },
  ...{ ...storeSays, ...transferSays, ...updateSays, ...usersSays, ...zonefileSays },
}

export function allWordsIn(language: LanguageName): Promise<Speaker> {
  return speakerIn(language, says)
}
