// What a view lets its clients do and know, made ready for queries: one policy for each view, and one for clients without.

import { Identity, type IdentitySettings } from './identity.ts'
import { RateLimiter, type RateLimits } from './policy/rate-limit.ts'

export type ViewPolicy = {
  /** Clients have to show that their address is their own. */
  readonly proof?: boolean
  /** The server's name and version may be asked for. */
  readonly identify?: boolean
  /** Extended errors have a text. */
  readonly errorTexts?: boolean
  readonly rateLimits?: RateLimits
}

export type PolicySettings = {
  /** Who this server is, for the views that may know. */
  readonly identity?: IdentitySettings
  /** By the view's name. */
  readonly policies?: Readonly<Record<string, ViewPolicy>>
  /** For clients without a view, and for views that are not listed. */
  readonly otherPolicy?: ViewPolicy
  /** Where the views' rate limits are counted: one for all threads. */
  readonly rateTable?: SharedArrayBuffer
}

export type Policy = {
  /** Undefined where clients may not ask for it. */
  readonly identity: Identity | undefined
  readonly errorTexts: boolean
  readonly proof: boolean
  readonly limiter: RateLimiter | undefined
}

/** By the view's index plus 1; the first is for clients without a view. */
export function policiesOf(settings: PolicySettings, views: readonly { readonly name: string }[]): readonly Policy[] {
  const { policies = {}, otherPolicy = {}, rateTable } = settings
  const identity = settings.identity && new Identity(settings.identity)
  const limiterOf = ({ rateLimits }: ViewPolicy, view: number) =>
    rateLimits && rateTable ? new RateLimiter(rateLimits, view, rateTable) : undefined
  const stranger = { identity: undefined, errorTexts: false, proof: false, limiter: limiterOf(otherPolicy, -1) }
  return [
    stranger,
    ...views.map(({ name }, view) => {
      const policy = policies[name] ?? otherPolicy
      return {
        identity: policy.identify ? identity : undefined,
        errorTexts: policy.errorTexts === true,
        proof: policy.proof === true,
        limiter: limiterOf(policy, view),
      }
    }),
  ]
}
