// Finds the faces that serve something else than a moment ago.

import type { Candidate } from '../../store/generation/candidate.ts'

export type FaceEvent = {
  readonly zone: string
  readonly view: string
  /** Undefined where the face is not served any more. */
  readonly serial: number | undefined
}

export function changedFaces(before: Candidate, after: Candidate): FaceEvent[] {
  const old = new Map(before.loaded.faces.map((face) => [keyOf(face), face.served]))
  const changed = after.loaded.faces.flatMap((face): FaceEvent[] => {
    const key = keyOf(face)
    const isKnown = old.has(key)
    const earlier = old.get(key)
    old.delete(key)
    if (isKnown && earlier === face.served) return []
    return [{ zone: face.name, view: face.face.viewName, serial: face.served?.serial }]
  })
  const gone = [...old.keys()].map((key): FaceEvent => {
    const [view, zone] = key.split('\0')
    return { zone: zone!, view: view!, serial: undefined }
  })
  return [...changed, ...gone]
}

function keyOf({ name, face }: Candidate['loaded']['faces'][number]): string {
  return `${face.viewName}\0${name}`
}
