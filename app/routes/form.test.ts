import { RouterContextProvider } from "react-router";
import { expect, test } from "vitest";
import { z } from "zod";
import { readForm, refuse } from "./form.ts";

const schema = z.object({ name: z.string({ error: "Enter a name." }), about: z.string().optional() });

const encoded = "application/x-www-form-urlencoded";
const inParts = "multipart/form-data; boundary=x";

function read(body: string, type = encoded) {
  const headers = { "Content-Type": type };
  const request = new Request("http://app.test/", { method: "POST", body, headers });
  return readForm(request, new RouterContextProvider(), schema);
}

const part = '--x\r\nContent-Disposition: form-data; name="name"\r\n\r\na\r\n';

test("a field that is sent hundreds of times is refused, and only two of its values are read", async () => {
  const form = await read("about=b&".concat("name=a&".repeat(900)));
  expect(form).toMatchObject({ errors: { name: ["Enter a name."] } });
  expect([...form.given]).toEqual([
    ["name", "a"],
    ["name", "a"],
    ["about", "b"],
  ]);
});

test.each([
  ["&", "name=a".concat("&name=a".repeat(1_001)), encoded],
  ["parts", part.repeat(1_000).concat("--x--\r\n"), inParts],
  ["parts with a quoted boundary", part.repeat(1_000).concat("--x--\r\n"), inParts.replace("x", '"x"')],
])("a form of more than a thousand %s is refused, and one less is read", async (_name, body, type) => {
  await expect(read(body, type)).rejects.toMatchObject({ init: { status: 400 } });
  const form = await read(body.replace(type === encoded ? "&name=a" : part, ""), type);
  expect([...form.given.keys()]).toEqual(["name", "name"]);
});

test.each([
  ["another parameter beside the boundary", "multipart/form-data; xboundary=y; boundary=x"],
  ["a boundary in a quoted parameter", 'multipart/form-data; a="boundary=y"; boundary=x'],
  ["no boundary", "multipart/form-data"],
  ["a boundary of more than 70 letters", `multipart/form-data; boundary=${"x".repeat(71)}`],
  ["thousands of spaces", `multipart/form-data${" ".repeat(15_000)}; boundary=x`],
])("a form in parts with %s is refused", async (_what, type) => {
  await expect(read(`${part}--x--\r\n`, type)).rejects.toMatchObject({ init: { status: 400 } });
});

test.each([
  "----WebKitFormBoundaryrGKCBY7qhFd3TrwA",
  "----geckoformboundary8c79e61efa53dc5d441481912ad86169",
  "------------------------d74496d66958873e",
  "----formdata-undici-012345678901",
])("the boundary %s is one", async (boundary) => {
  const body = `${part}--x--\r\n`.replaceAll("--x", `--${boundary}`);
  expect(await read(body, `multipart/form-data; boundary=${boundary}`)).toMatchObject({
    value: { name: "a" },
  });
});

test.each([
  ["one part", 1, 20_000],
  ["all parts", 100, 200],
])("a form with a hundred KiB of headers in %s is refused", async (_what, parts, headers) => {
  const long = part.replace("\r\n\r\n", `\r\n${"a: b\r\n".repeat(headers)}\r\n`);
  const sent = read(`${long.repeat(parts)}--x--\r\n`, inParts);
  await expect(sent).rejects.toMatchObject({ init: { status: 400 } });
});

test.each(["text/plain", "application/json", `${encoded}-x`, `${encoded}+json`, `${encoded} x`])(
  "%s is no form, and has no fields",
  async (type) => {
    expect([...(await read("name=a", type)).given]).toEqual([]);
  },
);

test.each([
  ["%C3%A9t%c3%a9", "été"],
  ["été+%2B", "été +"],
  ["100%", "100%"],
  ["%zz%4", "%zz%4"],
  ["%2541", "%41"],
  ["a+b%2B", "a b+"],
])("%s is read as %s", async (sent, value) => {
  expect(await read(`name=${sent}`)).toMatchObject({ value: { name: value } });
});

test.each(["%ff", "%C3", "a%C3%28", "%ED%A0%80"])("%s isn't UTF-8, and refused", async (sent) => {
  await expect(read(`name=${sent}`)).rejects.toMatchObject({ init: { status: 400 } });
});

test("a refusal shows again what was typed, ten times as much as a field takes, and no password", () => {
  const given = new FormData();
  given.set("name", "x".repeat(200_000));
  given.set("newPassword", "owl lamp river");
  expect(refuse({ given, errors: {} }).data.values).toEqual({ name: "x".repeat(100_000) });
});
