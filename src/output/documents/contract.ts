/** True only where both are the same type, members, optional ones and literals included. */
export type Same<Left, Right> = Identical<Unchanging<Left>, Unchanging<Right>>

type Identical<Left, Right> =
  (<Any>() => Any extends Left ? 1 : 2) extends <Any>() => Any extends Right ? 1 : 2 ? true : false

/** A document as its readers have it: nobody changes it. */
export type Unchanging<Value> = Value extends readonly (infer Item)[]
  ? readonly Unchanging<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Unchanging<Value[Key]> }
    : Value

/** Stops the compiler where what a schema infers and the type it publishes differ: `publishes<Same<…>>()`. */
export function publishes<_Same extends true>(): void {}
