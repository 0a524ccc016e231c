// The desk of a server, put together.

import type { Logger } from 'pino'
import type { Desk, Respond } from '../../net/peer.ts'
import type { Counters } from '../../observe/counters.ts'
import type { Updates } from '../../observe/updates.ts'
import type { Generations } from '../../store/generation/generations.ts'
import type { History } from '../../store/history.ts'
import type { AddedParts } from '../added-parts.ts'
import type { KeysInUse } from '../keys-in-use.ts'
import type { LateDynamic } from '../late-dynamic.ts'
import type { Responder } from '../responder.ts'
import { responderOptions } from '../responder-options.ts'
import { CatalogDesk } from './catalog-desk.ts'
import { childNotified } from './child-notified.ts'
import { FrontDesk } from './front-desk.ts'
import { ListDesk } from './list-desk.ts'
import { notified } from './notified.ts'
import type { SignatureCounts } from './signature-counts.ts'
import { Signatures } from './signatures.ts'
import type { TransferCounts } from './transfer-counts.ts'
import { Transfers } from './transfers.ts'
import { UpdateDesk } from './updates.ts'

export type DeskParts = {
  readonly generations: Generations
  readonly history: History
  readonly keys: KeysInUse
  readonly responder: Responder
  readonly online: Desk
  readonly added: AddedParts
  readonly dynamic: LateDynamic
  readonly updates: Updates
  readonly counters: Counters
  readonly transferCounts: TransferCounts
  readonly signatureCounts: SignatureCounts
  readonly log: Logger
  /** Wraps a Respond so that its answers go to the taps too. */
  readonly watched: (respond: Respond) => Respond
  readonly onFault: (error: unknown) => void
}

export function openDesk(parts: DeskParts): { readonly front: FrontDesk; readonly transfers: Transfers } {
  const { generations, history, keys, responder, added, counters, transferCounts, signatureCounts } = parts
  const { watched, log, onFault, dynamic, updates } = parts
  const udpSize = () => generations.current.candidate.settings.ednsBufferSize
  const latest = () => generations.latest
  const transferring = {
    ...{ history, counters, counts: transferCounts, udpSize, log, onFault },
    generation: () => generations.current.generation,
    refuse: responder.respondAtDesk,
    onFetched: (fetched) => added.late.downstream?.fetched(fetched),
  } satisfies Partial<ConstructorParameters<typeof Transfers>[0]>
  const transfers = new Transfers({ ...transferring, settings: latest })
  let updating: UpdateDesk | undefined
  const updateDesk = () => {
    if (dynamic.opened === undefined) return undefined
    updating ??= new UpdateDesk({
      generation: () => generations.current.generation,
      rules: () => generations.latest.updates,
      answering: () => generations.current.candidate.settings,
      ...{ dynamic: dynamic.opened, tell: updates.tell, counters },
    })
    return updating
  }
  const listDesk = new ListDesk({
    leases: () => added.early.leases?.leases,
    generation: () => generations.current.generation,
    answering: () => generations.current.candidate.settings,
    ...{ counters, log },
  })
  const front = new FrontDesk({
    transfers,
    updated: (...message) => listDesk.answer(...message) ?? updateDesk()?.answer(...message),
    notified: (query, peer) => {
      const { upstream } = added.late
      const { signing } = added.early
      const { generation } = generations.current
      const told = upstream && { facesOf: upstream.facesOf, notify: upstream.notify }
      return (
        (told && notified(query, peer, { ...told, counts: transferCounts.notifies })) ??
        (signing &&
          childNotified(query, peer, { generation, notify: (...of) => signing.others.foreign.notified(...of) }))
      )
    },
    catalogs: new CatalogDesk({
      ...{ ...transferring, latest, watched },
      produced: () => added.early.catalogs?.produced.all ?? [],
      answering: () => responderOptions(generations.current.candidate.settings),
    }),
    signatures: new Signatures(keys.keyring, Date.now, keys.noteUse, signatureCounts),
    online: parts.online,
    respond: watched(responder.respondAtDesk),
    respondOrHand: watched(responder.respond),
    udpSize,
  })
  return { front, transfers }
}
