// What is served beside what the files were found to hold since: after a rollback, and after a reload that was refused as a
// whole, the two differ, and every face for which they do says so.

import type { Behind, LoadedFace } from '../../supply/load.ts'
import { fileToEdit } from '../../text/config/sources.ts'
import { type Candidate, type FaceState, withoutContent } from './candidate.ts'

/** A face that the files have and nobody is served. */
export type AbsentFace = {
  readonly zone: string
  readonly view: string
  readonly file: string
  readonly serial: number | undefined
}

/** `served` as it stands now that the files have what `files` says. */
export function behind(served: Candidate, files: Candidate, state: Behind['why']): Candidate {
  const theirs = new Map(files.loaded.faces.map((face, i) => [keyOf(face), { face, state: files.states[i]! }]))
  const standing = served.loaded.faces.map((face): { readonly face: LoadedFace; readonly state: FaceState } => {
    const { behind: _, lastRead: __, ...plain } = face
    const key = keyOf(face)
    const other = theirs.get(key)
    theirs.delete(key)
    const { problems = [] } = other?.face ?? {}
    // What was found, and what it was found in.
    const found = { ...plain, problems, ...(other && { lastRead: filesNow(other.face) }) }
    if (other?.face.served === face.served && other !== undefined) return { face: found, state: other.state }
    const behind = { why: state, fileSerial: other?.face.zone?.serial, configured: other !== undefined }
    // Names that get SERVFAIL are the worse news.
    return { face: { ...found, behind }, state: face.served === undefined ? withoutContent(face) : state }
  })
  return {
    settings: served.settings,
    loaded: { ...served.loaded, faces: standing.map(({ face }) => face) },
    states: standing.map(({ state }) => state),
    behind: state,
    absent: [...theirs.values()].map(({ face }) => ({
      zone: face.name,
      view: face.face.viewName,
      file: fileToEdit(face.face),
      serial: face.zone?.serial,
    })),
  }
}

/** Paths of what was read of the face last. */
function filesNow({ zone, lines, lastRead = [] }: LoadedFace): readonly string[] {
  return zone === undefined ? lastRead : (lines?.files ?? [])
}

function keyOf({ face, name }: LoadedFace): string {
  return `${face.viewName} ${name}`
}
