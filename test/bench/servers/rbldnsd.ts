// rbldnsd, which serves address lists out of files and nothing else.

import { installed, type Launch } from './kind.ts'

const program = installed('rbldnsd')

export const rbldnsd = { name: 'rbldnsd', program }

export type ListFile = { readonly zone: string; readonly format: string; readonly path: string }

export function rbldnsdLaunch({ port, list }: { readonly port: number; readonly list: ListFile }): Launch {
  const { zone, format, path } = list
  // In the foreground; as another user, who may read the file.
  const args = ['-n', '-u', 'nobody', '-b', `127.0.0.1/${port}`, `${zone}:${format}:${path}`]
  return { program: program!, args }
}
