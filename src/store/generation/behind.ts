// Marks what is served otherwise than the files say: after a rollback, and after a reload that was refused as a whole, every face that
// differs says so.

import type { Behind, LoadedFace } from '../../supply/load.ts'
import { fileToEdit } from '../../text/config/sources.ts'
import { type Candidate, type FaceState, withoutContent } from './candidate.ts'

/** A face that the files have and the server does not serve. */
export type AbsentFace = {
  readonly zone: string
  readonly view: string
  readonly file: string
  readonly serial: number | undefined
}

/** Marks the faces of `served` that differ from `files`. */
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
    // SERVFAIL is the worse news.
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

/** Paths of the face's files as last read. */
function filesNow({ zone, lines, lastRead = [] }: LoadedFace): readonly string[] {
  return zone === undefined ? lastRead : (lines?.files ?? [])
}

function keyOf({ face, name }: LoadedFace): string {
  return `${face.viewName} ${name}`
}
