// What an explanation says, as plain data: `--json` prints it, the control socket carries it, text.ts draws it for people.

import type { Unmet } from '../../serve/desk/may-transfer.ts'

export type Explanation = {
  readonly question: {
    readonly address: string
    readonly name: string
    readonly type: string
    readonly transport: 'udp' | 'tcp'
    readonly dnssec: boolean
  }
  /** By which the question is signed; `view`: that it shows this client. */
  readonly key?: KeyUse | undefined
  /** Who asks for it, where it does not ask itself. */
  readonly via?: Via | undefined
  readonly generation: number
  /** All prefixes that hold the address, the most specific first: its view answers. */
  readonly prefixes: readonly PrefixMatch[]
  /** Listen addresses that have a view: a query that comes to one of them gets that view, whatever its source. */
  readonly tied: readonly { readonly listen: string; readonly view: string }[]
  /** The answer; undefined where the address has no view: then it is REFUSED. */
  readonly answer?: ViewAnswer | undefined
  readonly others: readonly OtherAnswer[]
}

export type KeyUse = {
  readonly name: string
  readonly view?: string | undefined
  readonly state: 'good' | 'unknown' | 'elsewhere'
  /** All that it shows, and from where. */
  readonly views: readonly string[]
  readonly from?: readonly string[] | undefined
} & Partial<At>

/** By which ways the sender is believed; where by none, its own address counts. */
export type Via = {
  readonly sender: string
  /** Where it is listed as one. */
  readonly proxy?: { readonly listen: readonly string[] } | undefined
  /** `scope`: bits of the network whose clients all get that; `shorter`: the view of what is told in fewer, if there is one. */
  readonly subnet?: { readonly scope: number; readonly shorter?: string | undefined } | undefined
}

export type PrefixMatch = { readonly prefix: string; readonly view: string } & Partial<At>

/** A line of a file. */
export type At = { readonly file: string; readonly line: number }

/** What one view answers. */
export type ViewAnswer = {
  readonly view: string
  readonly rcode: string
  readonly authoritative: boolean
  readonly truncated: boolean
  /** Where the search begins; undefined where no zone of the view holds the name. */
  readonly zone?: AnsweringZone | undefined
  readonly path: readonly Step[]
  readonly sections: { readonly [section in SectionName]: readonly SentRecord[] }
  /** Where a zone is asked for as a whole, or a catalog for anything. */
  readonly transfer?: TransferTold | undefined
}

export const sectionNames = ['answer', 'authority', 'additional'] as const
export type SectionName = (typeof sectionNames)[number]

export type AnsweringZone = {
  readonly name: string
  /** Missing where the reader may not see its text. */
  readonly file?: string | undefined
  /** Names get SERVFAIL where it is refused, waits for its primary, or has expired. */
  readonly state: 'current' | 'last good' | 'refused' | 'waiting' | 'expired' | 'rolled back' | 'pending'
  readonly serial?: number
  /** What the file has, where Janus serves something else by intent or because it refused a reload. */
  readonly fileSerial?: number
}

/** How lookup found one name of the chain. */
export type Step = {
  readonly name: string
  readonly kind:
    | 'answer'
    | 'nodata'
    | 'nxdomain'
    | 'referral'
    | 'alias'
    | 'dname'
    | 'elsewhere'
    | 'refused'
    | 'withheld'
  readonly zone?: string
  /** The deepest name that exists above `name`, where `name` does not (RFC 4592 §3.3.1). */
  readonly closestEncloser?: string
  /** The wildcard that stands for the name. */
  readonly wildcard?: string
  /** The delegation, or the owner of the DNAME. */
  readonly at?: string
  /** Where the alias leads. */
  readonly target?: string
  /** The types that the name has; none at an empty non-terminal. */
  readonly types?: readonly string[]
}

export type SentRecord = {
  readonly owner: string
  readonly ttl: number
  readonly type: string
  readonly rdata: string
  /** The zone that it comes from. */
  readonly zone?: string
  /** The layer or rule that put it there, or its origin. */
  readonly how?: string
  /** Other faces that `how` tells of. */
  readonly of?: readonly { readonly zone: string; readonly view: string }[] | undefined
} & Partial<At>

/** What lets somebody have a zone whole, and what of it does not hold. */
export type TransferTold = {
  readonly admitted: boolean
  /** A catalog of ours, which is there for this key. */
  readonly catalog?: string
  /** In the order of the configuration; none where no zone was asked for. */
  readonly entries: readonly ({ readonly entry: string; readonly unmet?: Unmet } & Partial<At>)[]
}

export type OtherAnswer = ViewAnswer & {
  /** Whether a client would notice. */
  readonly differs: boolean
  /** Records that only this view sends, and that only the one explained sends. */
  readonly more: readonly string[]
  readonly less: readonly string[]
}
