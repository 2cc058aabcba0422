import { Chalk } from 'chalk'

/** What a piece of text is; the colour follows from it, and never says more than the words. */
export type Style = 'plain' | 'critical' | 'warning' | 'good' | 'strong' | 'faint' | 'command'

export type Paint = (text: string, style: Style) => string

/** Sixteen colours only: every terminal has them, and people choose them to suit their eyes. */
export function painter(colour: boolean): Paint {
  const chalk = new Chalk({ level: colour ? 1 : 0 })
  const paints: Record<Style, (text: string) => string> = {
    plain: (text) => text,
    critical: chalk.bold.red,
    warning: chalk.bold.yellow,
    good: chalk.green,
    strong: chalk.bold,
    faint: chalk.dim,
    command: chalk.cyan,
  }
  return (text, style) => paints[style](text)
}
