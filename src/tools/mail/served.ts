// The way of mail in served zones, whatever files say by now.

import type { LoadedFace, LoadedViews } from '../../supply/load.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { FaceSetting } from '../../text/config/sources.ts'
import type { Speaker } from '../../text/findings/wording.ts'
import { MailWays, type MailZone } from './proof.ts'
import { say } from './says.ts'

/** Undefined where the configuration names no gateways. `words`: says where a record stands that is in no file. */
export function mailServed(
  { settings, loaded }: { readonly settings: Settings; readonly loaded: LoadedViews },
  words: Speaker,
): MailWays | undefined {
  if (settings.mail === undefined) return undefined
  const faces = new Map<FaceSetting, MailZone>(loaded.faces.map((face) => [face.face, zoneOf(face, words)]))
  return new MailWays(settings, settings.mail, faces)
}

function zoneOf({ served, lines, name, face }: LoadedFace, words: Speaker): MailZone {
  if (served === undefined) return {}
  // Records of messages and of other servers are on no line.
  const nowhere = { file: words.text(say('served-in-view', { zone: name, view: face.viewName })), line: 1 }
  const fileLine = (line: number) => (line > 0 && lines?.at(line)) || nowhere
  const place = (line: number) => ({ place: { ...fileLine(line), column: 1, length: 1 } })
  return { subject: { zone: served, complete: true, text: { fileLine, place } } }
}
