// Writes a change of a zone's file down as a patch, and as a branch of git, for somebody else to make. For programs.

import * as v from 'valibot'
import { editFields, fileMeant } from '../edited-file.ts'
import { MAX_EDIT, proposed } from '../editing.ts'
import { field } from '../fields.ts'
import { oneResult } from '../verb.ts'
import { want } from '../wants.ts'

export const propose = oneResult({
  name: 'propose',
  about: 'write a change of a zone file down as a patch, or as a branch of git, for somebody else to make',
  effect: 'proposes',
  concerns: 'seen',
  body: MAX_EDIT,
  request: {
    ...editFields,
    branch: v.optional(
      field(
        v.boolean(want('want-boolean')),
        'also as a branch with one commit, where the file lies in a work tree of git',
      ),
    ),
  },
  errors: ['no-zone', 'no-text', 'bad-change', 'not-kept', 'no-branch'],
  result: v.looseObject({
    file: v.string(),
    patch: v.pipe(v.string(), v.description('The file with the patch.')),
    branch: v.optional(v.string()),
    commit: v.optional(v.string()),
  }),
  run: async (asked, request) => {
    const meant = fileMeant(asked, request)
    return { file: meant.path, ...(await proposed(asked, meant, request)) }
  },
  text: ({ patch, branch }) =>
    `the change waits in ${patch}${branch === undefined ? '' : `, and in the branch ${branch}`}`,
  audited: ({ file, patch, branch }) => ({ text: undefined, file, patch, ...(branch !== undefined && { branch }) }),
})
