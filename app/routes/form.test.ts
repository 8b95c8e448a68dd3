import { expect, test } from "vitest";
import { z } from "zod";
import { readForm } from "./form.ts";

const schema = z.object({ name: z.string({ error: "Enter a name." }), about: z.string().optional() });

const encoded = "application/x-www-form-urlencoded";
const parts = "multipart/form-data; boundary=x";

function posted(body: string, type = encoded): Request {
  return new Request("http://app.test/", { method: "POST", body, headers: { "Content-Type": type } });
}

const part = '--x\r\nContent-Disposition: form-data; name="name"\r\n\r\na\r\n';

test("a field that is sent hundreds of times is refused, and only two of its values are read", async () => {
  const form = await readForm(posted("about=b&".concat("name=a&".repeat(900))), schema);
  expect(form).toMatchObject({ errors: { name: ["Enter a name."] } });
  expect([...form.given]).toEqual([
    ["name", "a"],
    ["name", "a"],
    ["about", "b"],
  ]);
});

test.each([
  ["&", "name=a".concat("&name=a".repeat(1_001)), encoded],
  ["parts", part.repeat(1_000).concat("--x--\r\n"), parts],
  ["parts with a quoted boundary", part.repeat(1_000).concat("--x--\r\n"), parts.replace("x", '"x"')],
])("a form of more than a thousand %s is refused, and one less is read", async (_name, body, type) => {
  await expect(readForm(posted(body, type), schema)).rejects.toMatchObject({ init: { status: 400 } });
  const form = await readForm(posted(body.replace(type === encoded ? "&name=a" : part, ""), type), schema);
  expect([...form.given.keys()]).toEqual(["name", "name"]);
});

test.each([
  ["%C3%A9t%c3%a9", "été"],
  ["100%", "100%"],
  ["%zz%4", "%zz%4"],
  ["%2541", "%41"],
  ["a+b%2B", "a b+"],
])("%s is read as %s", async (sent, read) => {
  expect(await readForm(posted(`name=${sent}`), schema)).toMatchObject({ value: { name: read } });
});

test.each(["%ff", "%C3", "a%C3%28", "%ED%A0%80"])("%s isn't UTF-8, and refused", async (sent) => {
  await expect(readForm(posted(`name=${sent}`), schema)).rejects.toMatchObject({ init: { status: 400 } });
});
