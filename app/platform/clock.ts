/** The only reader of the wall clock outside scripts: services receive `now` as an argument. */
export function now(): Date {
  return new Date();
}
