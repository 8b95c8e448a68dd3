import { Transform } from "node:stream";

const pieceBytes = 16 * 1024;

/** A body may come byte by byte, and a piece that is kept costs as much as a large one: it gives few and large ones. */
export function gathered(): Transform {
  const held = Buffer.alloc(pieceBytes);
  let length = 0;
  const give = (to: Transform) => {
    if (length > 0) to.push(Buffer.from(held.subarray(0, length)));
    length = 0;
  };
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      if (length + piece.length > pieceBytes) give(this);
      if (piece.length > pieceBytes) this.push(piece);
      else length += piece.copy(held, length);
      done();
    },
    flush(done) {
      give(this);
      done();
    },
  });
}
