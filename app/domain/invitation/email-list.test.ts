import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEmails } from "./email-list.ts";

const both = ["ada@example.com", "bob@example.com"];

describe("emails that are pasted", () => {
  it.each([
    ["ada@example.com,bob@example.com"],
    ["ada@example.com; bob@example.com;"],
    ["ada@example.com bob@example.com"],
    [" ada@example.com\r\n\r\n\tbob@example.com\n"],
    ["Ada Byron <ada@example.com>, Bob <bob@example.com>"],
    ['"Byron, Ada" <ada@example.com>; "bob@elsewhere.test" <bob@example.com>'],
    ["<ada@example.com><bob@example.com>"],
    ["ada@example.com Bob Stone <bob@example.com>"],
    ["mailto:ada@example.com, BOB@Example.COM"],
    ["ada@example.com, Ada <ADA@example.com>, bob@example.com"],
  ])("are understood: %j", (given) => {
    expect(readEmails(given)).toEqual({ emails: both, malformed: [] });
  });

  it.each([
    ["ada@example.com, bob", ["bob"]],
    ["Byron, Ada <ada@example.com>", ["Byron"]],
    ["ada.example.com, Bob <bob@example.com>", ["ada.example.com"]],
    ["Ada Byron; bob@example.com", ["Ada", "Byron"]],
    ["Ada <ada@>, <>", ["ada@", "<>"]],
    ['"Ada', ['"', "Ada"]],
    ["ada@example.com>", [">"]],
    ["ada@@example.com ada@@example.com", ["ada@@example.com"]],
  ])("are named if they are malformed: %j", (given, malformed) => {
    expect(readEmails(given).malformed).toEqual(malformed);
  });

  it("are none in a text of separators alone", () => {
    expect(readEmails(" \n , ; ")).toEqual({ emails: [], malformed: [] });
  });

  it("are made of the given text alone", () => {
    fc.assert(
      fc.property(fc.string(), (given) => {
        for (const email of readEmails(given).emails)
          expect(given.toLowerCase()).toContain(email.split("@")[0]);
      }),
    );
  });
});
