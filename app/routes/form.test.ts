import { expect, test } from "vitest";
import { z } from "zod";
import { readForm } from "./form.ts";

const schema = z.object({ name: z.string({ error: "Enter a name." }), about: z.string().optional() });

function posted(body: string): Request {
  return new Request("http://app.test/", {
    method: "POST",
    body,
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
  });
}

test("a field that is sent a thousand times is refused, and only two of its values are read", async () => {
  const form = await readForm(posted("about=b&".concat("name=a&".repeat(1_000))), schema);
  expect(form).toMatchObject({ errors: { name: ["Enter a name."] } });
  expect([...form.given]).toEqual([
    ["name", "a"],
    ["name", "a"],
    ["about", "b"],
  ]);
});
