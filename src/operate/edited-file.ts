// Finds the file that a request about text means: one of the face's files, and only for an actor who may see every view and zone that the
// file serves.

import * as v from 'valibot'
import type { LoadedFace } from '../supply/load.ts'
import { filesOf } from '../text/config/sources.ts'
import { text } from '../text/config/words.ts'
import { VerbError } from './errors.ts'
import { field, quoted } from './fields.ts'
import { say } from './says.ts'
import type { Asked } from './verb.ts'
import { want } from './wants.ts'
import { isMeant } from './zone-meant.ts'

export const fileFields = {
  zone: field(text(want('want-zone')), 'the zone that is meant'),
  view: field(text(want('want-views-name')), 'the view whose face is meant'),
  file: v.optional(field(text(want('want-path')), 'one of the files of the face; by default its first')),
}

export const textFields = {
  ...fileFields,
  text: field(v.string(want('want-zone-text')), 'all of the text as it is to be'),
}

/** Characters of a comment: it stands in the audit trail. */
const LONGEST = 1000

export const editFields = {
  ...textFields,
  hash: field(text(want('want-text-hash')), 'that of the text that was read and changed'),
  comment: v.optional(
    field(
      v.pipe(text(want('want-sentence')), v.maxLength(LONGEST, want('want-characters-most', { most: LONGEST }))),
      'why, for whoever looks at it later',
    ),
  ),
}

export type FileRequest = { readonly zone: string; readonly view: string; readonly file?: string | undefined }

export type EditedFile = {
  readonly path: string
  /** All files of the face. */
  readonly files: readonly string[]
  /** All faces that are made of the file. */
  readonly faces: readonly { readonly zone: string; readonly view: string; readonly origin: Uint8Array }[]
}

export function fileMeant({ operated: { server }, sight }: Asked, { zone, view, file }: FileRequest): EditedFile {
  const { faces } = server.current.candidate.loaded
  const face = faces.find((one) => isMeant(one.name, zone) && one.face.viewName === view)
  const named = { zone: face?.name ?? zone, view }
  if (face === undefined || !sight.face(named))
    throw new VerbError('no-zone', say('zone-not-in-view', { zone: quoted(zone), view: quoted(view) }), 'zone')
  const files = textFilesOf(face)
  // One error for all files that he may not see: it does not tell which exist.
  const path = file ?? files[0]
  if (path === undefined || !files.includes(path) || !sight.text(named) || !sight.file(path))
    throw new VerbError('no-zone', say('not-seen-text', { zone: quoted(zone) }), 'file')
  const others = faces.filter((one) => textFilesOf(one).includes(path))
  return { path, files, faces: others.map(({ name, face, origin }) => ({ zone: name, view: face.viewName, origin })) }
}

/** The files of the face that hold zone text: those of lists do not, and zones of other servers have none. */
function textFilesOf({ face, lines }: LoadedFace): string[] {
  if (face.source.kind === 'list') return []
  const own = filesOf(face.source).map(({ path }) => path)
  return own.length === 0 ? [] : [...new Set([...own, ...(lines?.files ?? [])])]
}
