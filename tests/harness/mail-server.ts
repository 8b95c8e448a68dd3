import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

export interface FakeMailServer {
  url: string;
  mails: { to: string; text: string }[];
  /** Any other than 250 refuses the mail. */
  answer: string;
  close(): Promise<void>;
}

/** Just enough of SMTP (RFC 5321) for a client to be content. */
export async function fakeMailServer(): Promise<FakeMailServer> {
  const server = createServer((socket) => talk(socket, self)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const self: FakeMailServer = {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails: [],
    answer: "250 fine",
    async close() {
      server.close();
      await once(server, "close");
    },
  };
  return self;
}

function talk(socket: Socket, self: FakeMailServer) {
  let received = "";
  let to = "";
  let isText = false;
  socket.setEncoding("utf8").write("220 fake\r\n");
  socket.on("data", (chunk) => {
    received += chunk;
    for (let end = next(); end >= 0; end = next()) {
      const part = received.slice(0, end);
      received = received.slice(end + (isText ? 5 : 2));
      const answer = isText ? self.answer : "250 fine";
      if (isText && answer.startsWith("250")) self.mails.push({ to, text: part });
      if (/^rcpt to:/i.test(part) && !isText) to = /<(.*)>/.exec(part)?.[1] ?? "";
      const ended = /^quit/i.test(part) && !isText;
      isText = !isText && /^data/i.test(part);
      socket.write(isText ? "354 go on\r\n" : `${answer}\r\n`);
      if (ended) socket.end();
    }
  });
  const next = () => received.indexOf(isText ? "\r\n.\r\n" : "\r\n");
}
