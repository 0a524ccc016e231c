// Does what clients of PowerDNS change: rrsets of one face, by the verb `change`; and it notifies secondaries once more.

import { nameText } from '../../../dns/name-text.ts'
import type { Actor } from '../../actor.ts'
import { errorCodes } from '../../errors.ts'
import { allowed, perform } from '../../perform.ts'
import { Refused } from './answers.ts'
import { faceMeant } from './faces.ts'
import type { Seen } from './read.ts'

export type Writing = Seen & { readonly actor: Actor }

/** Changes rrsets. Resolves when the change is on the disk; a trial resolves when it has passed all checks. */
export async function patchZone(
  { operated, actor, sight }: Writing,
  id: string,
  body: unknown,
  { revisions, isTrial }: { readonly revisions: readonly string[] | undefined; readonly isTrial: boolean },
): Promise<void> {
  // First, so that an actor who may change nothing does not learn by trying which zones there are.
  allowed(actor, 'change')
  const { origin, face } = faceMeant(operated.server, sight, id)
  const { rrsets } = objectOf(body)
  const options = { zone: nameText(origin), views: [face.viewName], rrsets, ...(isTrial && { trial: true }) }
  const performed = await perform(operated, actor, { verb: 'change', options, revisions })
  if (performed.kind !== 'error') return
  const { code, error } = performed
  throw new Refused(code === 'bad-request' ? 422 : errorCodes[code].status, error)
}

function objectOf(body: unknown): { readonly rrsets?: unknown } {
  let read: unknown
  try {
    read = JSON.parse(String(body))
  } catch {
    throw new Refused(400, 'cannot read the request: it is not JSON')
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw new Refused(422, 'cannot read the request: give an object with "rrsets"')
  return read
}

/** Notifies the secondaries of the face once more: an actor who may change zones may do this too. */
export function notifyZone({ operated: { server }, actor, sight }: Writing, id: string): string {
  allowed(actor, 'change')
  const { name, face } = faceMeant(server, sight, id)
  server.downstream.notify((zone, view) => zone === name && view === face.viewName)
  return 'Notification queued'
}
