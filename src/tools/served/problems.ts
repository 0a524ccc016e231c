// Remarks of `janus check` on what a start would serve: zones with the changes of messages, beside zones from primaries, all from the state
// folder. No file is wrong for that, so these are remarks.

import { sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { type Offline, servedOffline } from '../../serve/offline.ts'
import { looksAt } from '../../serve/standing-looks.ts'
import { facesBy, isOther, problemsAt, sceneOf, sceneSettings } from '../../serve/standing-scene.ts'
import type { Candidate } from '../../store/generation/candidate.ts'
import { readZones } from '../../supply/loader/read-zones.ts'
import { atOnce } from '../../supply/slices.ts'
import { whyOf } from '../../system/why.ts'
import type { Settings } from '../../text/config/settings.ts'
import { fileToEdit } from '../../text/config/sources.ts'
import { onceEach } from '../../text/findings/once-each.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { saying } from '../../text/findings/told.ts'
import { say } from './says.ts'

/** `onLeftOut`: gets a sentence for each thing that cannot be used. */
export async function servedProblems(
  settings: Settings,
  onLeftOut: (what: string) => void,
): Promise<readonly Problem[]> {
  try {
    const files = await readZones(settings, 'load', undefined)
    const onDamage = (path: string, reason: string) => onLeftOut(`cannot use "${path}": ${reason}`)
    const { candidate, dropped } = await servedOffline(settings, files, { onDamage, onLeftOut })
    const faceAt = facesBy(candidate)
    const views = new Set(candidate.loaded.faces.flatMap((face) => (isOther(face) ? [face.view] : [])))
    if (views.size === 0 && dropped.length === 0) return []
    const wanted = candidate.loaded.views.flatMap(({ zones }, view) =>
      zones.members.flatMap(({ withheld }, member) => (withheld ? [] : [{ view, member }])),
    )
    const looked =
      views.size === 0 ? [] : looksAt(sceneSettings(candidate.settings), atOnce(sceneOf(candidate)), wanted)
    const misfits = looked.flatMap((one) => problemsAt(one, faceAt).map(({ problem }) => remark(problem)))
    const lost = dropped.flatMap((one) => lostOf(candidate, one))
    return onceEach([...misfits, ...lost])
  } catch (error) {
    onLeftOut(`cannot tell what a start would serve: ${whyOf(error)}`)
    return []
  }
}

function lostOf({ settings, loaded }: Candidate, { view, origin, records }: Offline['dropped'][number]): Problem[] {
  const face = loaded.faces.find((one) => one.face.viewName === view && sameName(one.origin, 0, origin, 0))
  const place = { file: face ? fileToEdit(face.face) : settings.file, line: 1, column: 1, length: 1 }
  return records.map(({ owner, dropped, why }): Problem => {
    const count = dropped.length === 1 ? say('one-record') : say('several-records', { count: dropped.length })
    const message = say('layer-dropped', { name: nameText(owner), view, count, why })
    return { rule: 'layer-dropped', severity: 'info', ...saying(message, say('fold-it-before')), place }
  })
}

function remark(problem: Problem): Problem {
  const { message, fix } = problem.said
  return { ...problem, severity: 'info', ...saying(say('served-misfit', { found: message }), fix) }
}
