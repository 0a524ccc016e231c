// The words after `npm run bench --`.

import { parseArgs } from 'node:util'

export type Wanted = {
  /** Names of rows; all where undefined. */
  readonly only: readonly string[] | undefined
  /** Names of servers to compare with; all that are installed where undefined. */
  readonly peers: readonly string[] | undefined
  /** Folder of another checkout of Janus, the only one to compare with. */
  readonly against: string | undefined
  readonly rounds: number
  readonly seconds: number
  readonly quick: boolean
  /** Small zones in place of ten thousand. */
  readonly zones: number | undefined
  /** Folder for the document and the plot. */
  readonly save: string | undefined
  readonly help: boolean
}

export const usage = `npm run bench -- [options]

  --only ROW,…     these rows only; see below for their names
  --peers NAME,…   compare with these only: gdnsd, NSD, Knot, BIND, PowerDNS
  --against DIR    compare with the Janus of that checkout (git worktree add DIR COMMIT; npm ci there) and with
                   nothing else, 11 turns of 3 s unless told otherwise; the table tells the ratios of all turns
  --rounds N       turns that each server takes (4)
  --seconds N      length of a turn under load (1)
  --zones N        so many small zones where a row has 10,000
  --quick          a moment of everything, to see that it works: figures mean nothing
  --save           write docs/performance.md, its data and its plot; rows that are not measured now keep what they had
  --save-to DIR    the same in another folder
`

/** Throws an Error with a sentence where the words make no sense. `names`: rows that there are. */
export function readCommandLine(words: readonly string[], names: readonly string[], docs: string): Wanted {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: 'string' },
      peers: { type: 'string' },
      against: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      zones: { type: 'string' },
      save: { type: 'boolean', default: false },
      'save-to': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const { quick, save, help, against } = values
  const only = values.only?.split(',')
  const unknown = only?.find((name) => !names.includes(name))
  if (unknown !== undefined) throw new Error(`there is no row "${unknown}": ${names.join(', ')}`)
  if (save && quick) throw new Error('figures of --quick mean nothing: --save-to DIR takes them, docs/ does not')
  if (save && values.zones !== undefined) throw new Error('docs/ tells of 10,000 zones: --save-to DIR takes others')
  if (against !== undefined && (values.peers || save))
    throw new Error('--against compares two versions of Janus: --peers and --save have no place beside it')
  const pairs = against !== undefined
  return {
    only,
    peers: values.peers?.split(','),
    against,
    rounds: positive('--rounds', values.rounds, quick ? 1 : pairs ? 11 : 4),
    seconds: positive('--seconds', values.seconds, quick ? 0.2 : pairs ? 3 : 1),
    quick,
    zones: values.zones === undefined ? undefined : positive('--zones', values.zones, 0, 1_000_000),
    save: values['save-to'] ?? (save ? docs : undefined),
    help,
  }
}

function positive(option: string, text: string | undefined, otherwise: number, most = 1000): number {
  if (text === undefined) return otherwise
  const value = Number(text)
  if (!(value > 0 && value <= most)) throw new Error(`${option} takes a number above 0: "${text}"`)
  return option !== '--seconds' ? Math.ceil(value) : value
}
