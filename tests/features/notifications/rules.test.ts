import { describe, expect, it } from "vitest";
import { type Address, chooseAddresses } from "~/features/notifications/rules";
import { LetterJobSchema, occasionOf } from "~/features/notifications/schema";

const email: Address = { kind: "email", address: "ana@colmado.example", verifiedAt: new Date("2026-01-01") };
const newEmail: Address = { kind: "email", address: "nueva@colmado.example", verifiedAt: null };
const number: Address = { kind: "whatsapp", address: "+99955500001", verifiedAt: new Date("2026-02-01") };
const newNumber: Address = { kind: "whatsapp", address: "+99955500002", verifiedAt: null };

describe("a letter goes", () => {
  it("to the confirmed e-mail, else to the number, else to nobody", () => {
    expect(chooseAddresses("submission.received", [number, email])).toEqual([{ kind: "email", address: email.address }]);
    expect(chooseAddresses("submission.received", [number])).toEqual([{ kind: "whatsapp", address: number.address }]);
    expect(chooseAddresses("submission.received", [])).toEqual([]);
  });

  it("to no e-mail that nobody has confirmed, which may be a stranger's", () => {
    expect(chooseAddresses("submission.received", [newEmail])).toEqual([]);
    expect(chooseAddresses("submission.received", [newEmail, number])).toEqual([{ kind: "whatsapp", address: number.address }]);
  });

  it("to an address that was there before, when it tells that another was added, or to what is left when one was removed", () => {
    const added: Address = { ...newEmail, verifiedAt: new Date("2026-05-01") };
    expect(chooseAddresses("account.address-changed", [added, number, email])).toEqual([{ kind: "email", address: email.address }]);
    expect(chooseAddresses("account.address-changed", [added, number])).toEqual([{ kind: "whatsapp", address: number.address }]);
    expect(chooseAddresses("account.address-changed", [number, email])).toEqual([{ kind: "email", address: email.address }]);
    expect(chooseAddresses("account.address-changed", [newEmail, email])).toEqual([{ kind: "email", address: email.address }]);
    expect(chooseAddresses("account.password-changed", [added, number, email])).toEqual([{ kind: "email", address: added.address }]);
  });

  it("by every channel that its person has, before something ends without an answer", () => {
    expect(chooseAddresses("submission.changes-reminder", [newNumber, number, email])).toEqual([
      { kind: "email", address: email.address },
      { kind: "whatsapp", address: number.address },
    ]);
    expect(chooseAddresses("submission.expired", [newNumber])).toEqual([{ kind: "whatsapp", address: newNumber.address }]);
  });
});

describe("an occasion", () => {
  const job = { kind: "submission.changes-requested", recipientId: "0197f6f0-0000-7000-8000-000000000001", subjectId: "0197f6f0-0000-7000-8000-000000000002" } as const;

  it("is each job's own where the same can happen twice, and one where it can't", () => {
    expect(occasionOf(job, "7")).not.toBe(occasionOf(job, "8"));
    expect(occasionOf({ ...job, kind: "decision.announced" }, "7")).toBe(occasionOf({ ...job, kind: "decision.announced" }, "8"));
    expect(occasionOf({ ...job, occasion: "day 7" }, "7")).toBe("day 7");
  });

  it("takes ids only: an address or a text in a job is refused", () => {
    expect(LetterJobSchema.safeParse(job).success).toBe(true);
    expect(LetterJobSchema.safeParse({ ...job, address: "ana@colmado.example" }).success).toBe(false);
    expect(LetterJobSchema.safeParse({ ...job, recipientId: "ana@colmado.example" }).success).toBe(false);
    expect(LetterJobSchema.safeParse({ ...job, kind: "spam" }).success).toBe(false);
  });
});
