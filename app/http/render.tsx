import { renderToString } from "react-dom/server";
import { type EntryContext, ServerRouter } from "react-router";

/**
 * Takes half the time of a stream, for which React encodes and copies each small piece. It works because no
 * loader returns a promise: all data is there first.
 * `<StreamTransfer>` reads the data for the browser from a stream and suspends at each piece.
 * `renderToString` can't wait, so the pieces are read first and put where StreamTransfer looks before it
 * reads (react-router 8.4.0, lib/dom/ssr/single-fetch.js; a test holds it to that).
 */
export async function renderPage(context: EntryContext, url: string, nonce: string): Promise<string> {
  await readHandoff(context);
  return `<!DOCTYPE html>${renderToString(<ServerRouter context={context} url={url} nonce={nonce} />)}`;
}

type Piece = { result: { done: boolean; value: string } };

async function readHandoff(context: EntryContext): Promise<void> {
  if (!context.serverHandoffStream) return;
  const decoder = new TextDecoder();
  const pieces: Piece[] = [];
  const reader = context.serverHandoffStream.getReader();
  for (let read = await reader.read(); ; read = await reader.read()) {
    pieces.push({ result: { done: read.done, value: decoder.decode(read.value, { stream: !read.done }) } });
    if (read.done) break;
  }
  context.serverHandoffStream = new ReadableStream();
  context.renderMeta = Object.assign(context.renderMeta ?? {}, { streamCache: pieces });
}
