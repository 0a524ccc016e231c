// Who the user is and what he may do: undefined until we know, `nobody` where he has to log in first.

import { computed, signal } from '@preact/signals'
import { ask, type Refusal, strangers } from './ask.ts'

export type Me = {
  readonly user: string
  readonly role: 'viewer' | 'log-reader' | 'editor' | 'operator' | 'admin'
  readonly views: readonly string[]
  readonly zones?: readonly string[]
  readonly edit: 'off' | 'propose' | 'apply'
  readonly via: 'session' | 'token' | 'header' | 'loopback'
}

export const me = signal<Me | 'nobody' | Refusal | undefined>(undefined)

export async function findOut(): Promise<void> {
  const answer = await ask<Me>('me')
  if (answer.kind === 'good') me.value = answer.value
  else me.value = answer.status === 401 ? 'nobody' : answer
}

/** We ask again and again: what Janus serves, and what he may see, changes. Where no answer comes, his screen stays. */
const EVERY = 15_000
setInterval(() => {
  if (!document.hidden) void lookAgain()
}, EVERY)

export async function lookAgain(): Promise<void> {
  if (known.value === undefined) return
  const answer = await ask<Me>('me')
  if (answer.kind === 'good' && JSON.stringify(answer.value) !== JSON.stringify(known.value)) me.value = answer.value
}

/** When a session ends, it ends for all screens at once. */
strangers.subscribe((count) => {
  if (count > 0) me.value = 'nobody'
})

const known = computed(() => (typeof me.value === 'object' && 'role' in me.value ? me.value : undefined))

/** The views that he sees, in the order that gives each its colour. */
export const views = computed(() => known.value?.views ?? [])

const OPERATES: ReadonlySet<string> = new Set(['operator', 'admin'])
const EDITS: ReadonlySet<string> = new Set(['editor', ...OPERATES])

/** Why he may change nothing here; undefined where he may. */
export const whyNoEdit = computed(() => {
  if (mayEdit.value) return undefined
  if (known.value?.via === 'loopback') return 'edit-here'
  return known.value?.edit === 'propose' ? 'edit-propose' : 'edit-off'
})

export const mayEdit = computed(() => known.value?.edit === 'apply' && EDITS.has(known.value.role))
/** Whether the server checks a text for him that he types. */
export const mayJudge = computed(() => known.value !== undefined && EDITS.has(known.value.role))
export const mayPropose = computed(() => mayJudge.value && known.value?.edit !== 'off')
export const mayOperate = computed(() => known.value?.edit === 'apply' && OPERATES.has(known.value.role))
