import { afterEach, beforeEach, expect, vi } from "vitest";

/** An error that nobody expected must not scroll by: a test that causes one on purpose calls `expectConsoleError`. */
let expected = 0;

export function expectConsoleError(times = 1): void {
  expected += times;
}

beforeEach(() => {
  expected = 0;
  vi.spyOn(console, "error");
});

afterEach(() => {
  const calls = vi.mocked(console.error).mock.calls;
  vi.mocked(console.error).mockRestore();
  expect(calls, "console.error was called").toHaveLength(expected);
});
