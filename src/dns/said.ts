// A message for people as data: its code and its parameters. The table of the room that gives the message has its words in each language;
// text/findings/wording.ts makes sentences of it where somebody sees them.

/** Plain data: it goes from thread to thread, and into files. */
export type Said = { readonly code: string; readonly parameters?: Parameters }

export type Parameters = Readonly<Record<string, Parameter>>

/** A message within a message is data too. */
export type Parameter = string | number | Said | readonly Said[]

/** Messages by code, with `{parameters}`. */
export type Says = Readonly<Record<string, readonly [english: string, japanese: string]>>

/** Makes messages of a table: only those that it has, each with all of its parameters. */
export type Say<Rows extends Says> = <Code extends keyof Rows & string>(
  code: Code,
  ...parameters: ArgumentsOf<Rows[Code][0]>
) => Said

type ArgumentsOf<Text extends string> = [ParameterOf<Text>] extends [never]
  ? []
  : [parameters: Readonly<Record<ParameterOf<Text>, Parameter>>]

type ParameterOf<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never

/** The rows of a table, and a function that makes its messages. Different parameters in Japanese and English are a type error. */
export function table<const Rows extends Says>(
  rows: Rows & Matching<Rows>,
): { readonly rows: Rows; readonly say: Say<Rows> } {
  return { rows, say: (code, ...[parameters]) => (parameters === undefined ? { code } : { code, parameters }) }
}

type Matching<Rows extends Says> = {
  readonly [Code in keyof Rows]: [ParameterOf<Rows[Code][0]>, ParameterOf<Rows[Code][1]>] extends [
    ParameterOf<Rows[Code][1]>,
    ParameterOf<Rows[Code][0]>,
  ]
    ? unknown
    : { readonly 'Japanese has other parameters': ParameterOf<Rows[Code][1]> }
}
