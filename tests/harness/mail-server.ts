import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

export interface FakeMailServer {
  url: string;
  /** What was handed over, headers and all. */
  mails: { to: string; text: string }[];
  close(): Promise<void>;
}

/** A mail server that takes everything and keeps it: just enough of SMTP (RFC 5321) for a client to be content. */
export async function fakeMailServer(): Promise<FakeMailServer> {
  const mails: FakeMailServer["mails"] = [];
  const server = createServer((socket) => talk(socket, mails)).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    async close() {
      server.close();
      await once(server, "close");
    },
  };
}

function talk(socket: Socket, mails: FakeMailServer["mails"]) {
  let received = "";
  let to = "";
  let isText = false;
  socket.setEncoding("utf8").write("220 fake\r\n");
  socket.on("data", (chunk) => {
    received += chunk;
    for (let end = next(); end >= 0; end = next()) {
      const part = received.slice(0, end);
      received = received.slice(end + (isText ? 5 : 2));
      if (isText) mails.push({ to, text: part });
      if (/^rcpt to:/i.test(part) && !isText) to = /<(.*)>/.exec(part)?.[1] ?? "";
      const ended = /^quit/i.test(part) && !isText;
      isText = !isText && /^data/i.test(part);
      socket.write(isText ? "354 go on\r\n" : "250 fine\r\n");
      if (ended) socket.end();
    }
  });
  const next = () => received.indexOf(isText ? "\r\n.\r\n" : "\r\n");
}
