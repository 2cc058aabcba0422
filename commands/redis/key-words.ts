import { Argument, Option } from 'commander'
import { parseCount } from '../options.ts'

/** How a person says which keys a command is about, and how much of them to look at. */
export interface KeyWords {
  readonly words?: boolean
  readonly most?: number
}

export function prefixArgument(): Argument {
  return new Argument('<prefix>', 'how the names of the keys begin; "" for all keys')
}

export function keyOptions(): readonly Option[] {
  return [
    new Option('--words', 'show the words of names as they are, of which one may be a person’s name'),
    new Option('--most <keys>', 'pass at most so many keys of a server, matching or not').argParser(parseCount),
  ]
}
