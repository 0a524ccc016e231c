// Gives the text of a zone's file, with the hash that a change of the text has to name. For programs.

import * as v from 'valibot'
import { fileFields, fileMeant } from '../edited-file.ts'
import { textNow } from '../editing.ts'
import { oneResult, type Plain } from '../verb.ts'

const fileText = v.looseObject({
  file: v.string(),
  files: v.pipe(v.array(v.string()), v.description('All that the face is made of.')),
  faces: v.pipe(
    v.array(v.looseObject({ zone: v.string(), view: v.string() })),
    v.description('All that are made of it.'),
  ),
  text: v.string(),
  hash: v.string(),
  versioned: v.pipe(v.boolean(), v.description('It lies in a work tree of git: a proposal can be a branch.')),
  writable: v.pipe(v.boolean(), v.description('Where it is not, a change can be proposed.')),
})

export type FileText = Plain<v.InferOutput<typeof fileText>>

export const file = oneResult({
  name: 'file',
  about: 'the text of a zone file, and the hash that a change of it has to name',
  effect: 'reads',
  concerns: 'seen',
  request: fileFields,
  errors: ['no-zone', 'no-text'],
  result: fileText,
  run: async (asked, request) => {
    const meant = fileMeant(asked, request)
    const { path, files, faces } = meant
    const { text, hash } = await textNow(meant)
    const { isWritable } = await import('../../tools/edit/zone-text.ts')
    const { isInWorkTree } = await import('../../tools/edit/git-branch.ts')
    const served = faces.map(({ zone, view }) => ({ zone, view }))
    return { file: path, files, faces: served, text, hash, versioned: isInWorkTree(path), writable: isWritable(path) }
  },
  text: ({ text }) => text.replace(/\n$/, ''),
})
