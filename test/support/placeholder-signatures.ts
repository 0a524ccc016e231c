// Zones out of RFCs with their chains as printed there, and an RRSIG with a placeholder for its signature at each rrset: the
// tests try which records are sent, not cryptography.

/** Adds an RRSIG for each rrset but NS of cuts and glue, listed in `unsigned` as `owner TYPE` or, for all below, `owner`. */
export function withPlaceholderSignatures(text: string, unsigned: readonly string[]): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const sets = new Set(lines.map((line) => line.split(/\s+/).slice(0, 2).join(' ')))
  const signed = [...sets].filter((set) => !unsigned.includes(set) && !unsigned.includes(set.split(' ')[0]!))
  return [...lines, ...signed.map(signature), ''].join('\n')
}

function signature(set: string): string {
  const [owner, type] = set.split(' ') as [string, string]
  // RFC 4034 §3.1.3: the root and a leading asterisk are not counted.
  const labels = owner.split('.').filter((label) => label !== '' && label !== '*').length
  return `${owner} RRSIG ${type} 5 ${labels} 3600 20040509183619 20040409183619 38519 example. AAAA`
}
