// An explanation as plain data: `--json` prints it, the control socket carries it, text.ts draws it for people.

import type { Unmet } from '../../serve/desk/may-transfer.ts'

export type Explanation = {
  readonly question: {
    readonly address: string
    readonly name: string
    readonly type: string
    readonly transport: 'udp' | 'tcp'
    readonly dnssec: boolean
  }
  /** The key that signs the question; its `view` is the one that it shows this client. */
  readonly key?: KeyUse | undefined
  /** The proxy or resolver that asks for the client, if any. */
  readonly via?: Via | undefined
  readonly generation: number
  /** All prefixes that hold the address, the most specific first: the first one's view answers. */
  readonly prefixes: readonly PrefixMatch[]
  /** Listen addresses with a view: a query to one of them gets that view, whatever its source. */
  readonly tied: readonly { readonly listen: string; readonly view: string }[]
  /** The answer; undefined where the address has no view: then it is REFUSED. */
  readonly answer?: ViewAnswer | undefined
  readonly others: readonly OtherAnswer[]
}

export type KeyUse = {
  readonly name: string
  readonly view?: string | undefined
  readonly state: 'good' | 'unknown' | 'elsewhere'
  /** All views that it shows, and the prefixes from which it counts. */
  readonly views: readonly string[]
  readonly from?: readonly string[] | undefined
} & Partial<At>

/** Why Janus believes the sender; where it does not, the sender's own address counts. */
export type Via = {
  readonly sender: string
  /** The listen addresses that list it as a proxy. */
  readonly proxy?: { readonly listen: readonly string[] } | undefined
  /** `scope`: bits of the network whose clients all get this answer; `shorter`: the view for a subnet told in fewer bits, if any. */
  readonly subnet?: { readonly scope: number; readonly shorter?: string | undefined } | undefined
}

export type PrefixMatch = { readonly prefix: string; readonly view: string } & Partial<At>

/** A line of a file. */
export type At = { readonly file: string; readonly line: number }

/** The answer of one view. */
export type ViewAnswer = {
  readonly view: string
  readonly rcode: string
  readonly authoritative: boolean
  readonly truncated: boolean
  /** Where the search begins; undefined where no zone of the view holds the name. */
  readonly zone?: AnsweringZone | undefined
  readonly path: readonly Step[]
  readonly sections: { readonly [section in SectionName]: readonly SentRecord[] }
  /** Set for a question that asks for a whole zone, or anything of a catalog. */
  readonly transfer?: TransferTold | undefined
}

export const sectionNames = ['answer', 'authority', 'additional'] as const
export type SectionName = (typeof sectionNames)[number]

export type AnsweringZone = {
  readonly name: string
  /** Missing where the user may not see the zone's text. */
  readonly file?: string | undefined
  /** Names get SERVFAIL where it is refused, waits for its primary, or has expired. */
  readonly state: 'current' | 'last good' | 'refused' | 'waiting' | 'expired' | 'rolled back' | 'pending'
  readonly serial?: number
  /** The file's serial, where Janus serves something else on purpose or because it refused a reload. */
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

/** The entries that let somebody fetch a zone, and for each the condition that is not met. */
export type TransferTold = {
  readonly admitted: boolean
  /** The catalog that Janus makes and shows to this key. */
  readonly catalog?: string
  /** In the order of the configuration; empty where the question asks for no zone. */
  readonly entries: readonly ({ readonly entry: string; readonly unmet?: Unmet } & Partial<At>)[]
}

export type OtherAnswer = ViewAnswer & {
  /** Whether a client would notice. */
  readonly differs: boolean
  /** Records that only this view sends, and records that only the explained one sends. */
  readonly more: readonly string[]
  readonly less: readonly string[]
}
