/** Receives one line of progress at a time; the bench itself never writes to the terminal. */
export type Progress = (line: string) => void

/** For callers who want no progress. */
export const silent: Progress = () => undefined
