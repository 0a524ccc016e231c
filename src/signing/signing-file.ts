// The file in `kept` of the state folder that tells which zones have been served signed (signing-record.ts).

export const SIGNING_FILE = 'signing.json'
