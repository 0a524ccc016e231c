// What of the settings decides how a query is answered.

import type { Settings } from '../config/settings.ts'
import type { ResponderOptions } from './responder.ts'

export function responderOptions({ ednsBufferSize, minimalResponses }: Settings): ResponderOptions {
  return { ednsBufferSize, minimalResponses }
}
