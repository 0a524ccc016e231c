// What the words of a command stand for, by the names that help gives them. A shell offers files for a file, and for a zone the
// zones that the server has.

export const valueKinds = [
  'file',
  'folder',
  'zone',
  'view',
  'name',
  'type',
  'key',
  'secondary',
  'catalog',
  'generation',
  'rule',
] as const

/** `free`: nobody can know what it will be. */
export type ValueKind = (typeof valueKinds)[number] | 'free'

const byName: Readonly<Record<string, ValueKind>> = {
  file: 'file',
  FILE: 'file',
  config: 'file',
  folder: 'folder',
  DIR: 'folder',
  zone: 'zone',
  domain: 'zone',
  view: 'view',
  name: 'name',
  type: 'type',
  generation: 'generation',
  secondary: 'secondary',
  RULE: 'rule',
}

/** Where a word means something else than in other commands. */
const byCommand: Readonly<Record<string, ValueKind>> = {
  'janus catalog show name': 'catalog',
  'janus tsig new name': 'free',
  'janus user add name': 'free',
  'janus user token name': 'free',
  'janus user remove name': 'free',
  'janus tsig roll name': 'key',
  'janus tsig drop name': 'key',
  'janus explain --key name': 'key',
  'janus explain update key': 'key',
  'janus acme config key': 'key',
}

/** `path`: the command, `word`: as its help has it, `<zone>` without the brackets. */
export function valueKind(path: string, word: string): ValueKind {
  return byCommand[`${path} ${word}`] ?? byName[word] ?? 'free'
}
