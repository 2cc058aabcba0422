import type { Ora } from 'ora'
import { printable } from './printable.ts'
import { type Progress, watching } from './progress.ts'

/** Quick commands end without having drawn anything, in milliseconds. */
const patience = 150

/** A line on stderr that is redrawn; ora is loaded only when something takes long enough to be shown. */
export function spinner(stream: NodeJS.WriteStream, colour: boolean): Progress {
  let state: 'idle' | 'loading' | 'over' = 'idle'
  let text = ''
  let drawn: Ora | undefined
  let timer: NodeJS.Timeout | undefined
  const draw = async () => {
    const { default: ora } = await import('ora')
    if (state === 'over') return
    // Raw mode of stdin is none of a progress line's business.
    drawn = ora({ text, stream, discardStdin: false, isEnabled: true, color: colour ? 'cyan' : false }).start()
  }
  return watching({
    show(words) {
      text = printable(words)
      if (drawn !== undefined) drawn.text = text
      if (state !== 'idle') return
      state = 'loading'
      timer = setTimeout(() => void draw(), patience)
    },
    write(text) {
      // Drawn again below by itself.
      drawn?.clear()
      stream.write(text)
    },
    hide() {
      state = 'over'
      clearTimeout(timer)
      drawn?.stop()
    },
  })
}
