// The kinds of values that a command's arguments and options take, by the names that help gives these. By them a shell offers files for a
// file, and the server's zones for a zone.

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

/** `free`: any text, for which nothing can be offered. */
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

/** Names that mean something else in one command than in others. */
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

/** `path`: the command. `word`: the name in its help, `<zone>` without the brackets. */
export function valueKind(path: string, word: string): ValueKind {
  return byCommand[`${path} ${word}`] ?? byName[word] ?? 'free'
}
