// Makes pictures small enough to be kept beside the source: a PNG of at most 256 colours, which is what a page of text needs.

import { deflateSync } from "node:zlib";

const COLOURS = 256;

/** The pixels of a PNG, as the browser decodes it: width, height, and red, green, blue, opacity of each. */
async function pixelsOf(page, png) {
  const read = await page.evaluate(async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let text = "";
    for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
    return { width: canvas.width, height: canvas.height, text: btoa(text) };
  }, `data:image/png;base64,${png.toString("base64")}`);
  return { ...read, data: Buffer.from(read.text, "base64") };
}

/** The commonest colours, and for each pixel the nearest of them. */
function reduced({ data }) {
  const counts = new Map();
  const colour = (at) => (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
  for (let at = 0; at < data.length; at += 4) counts.set(colour(at), (counts.get(colour(at)) ?? 0) + 1);
  const palette = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, COLOURS).map(([one]) => one);
  const parts = (one) => [one >> 16, (one >> 8) & 255, one & 255];
  const nearest = new Map(palette.map((one, at) => [one, at]));
  const find = (one) => {
    const [red, green, blue] = parts(one);
    let [best, least] = [0, Infinity];
    palette.forEach((other, at) => {
      const [r, g, b] = parts(other);
      const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
      if (distance < least) [best, least] = [at, distance];
    });
    nearest.set(one, best);
    return best;
  };
  const indexes = Buffer.alloc(data.length / 4);
  for (let at = 0; at < data.length; at += 4) indexes[at / 4] = nearest.get(colour(at)) ?? find(colour(at));
  return { palette: Buffer.from(palette.flatMap(parts)), indexes };
}

const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest >>> 0;
});
function chunk(kind, content) {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), content]);
  let check = 0xffffffff;
  for (const byte of body) check = TABLE[(check ^ byte) & 255] ^ (check >>> 8);
  const [length, end] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  end.writeUInt32BE((check ^ 0xffffffff) >>> 0);
  return Buffer.concat([length, body, end]);
}

/** A PNG with fewer colours. */
export async function small(page, png) {
  const picture = await pixelsOf(page, png);
  const { palette, indexes } = reduced(picture);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(picture.width, 0);
  head.writeUInt32BE(picture.height, 4);
  // Eight bits for each pixel, which are a place in the palette.
  head.set([8, 3, 0, 0, 0], 8);
  const rows = [];
  for (let row = 0; row < picture.height; row += 1) {
    rows.push(Buffer.from([0]), indexes.subarray(row * picture.width, (row + 1) * picture.width));
  }
  const content = deflateSync(Buffer.concat(rows), { level: 9 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk("IHDR", head), chunk("PLTE", palette), chunk("IDAT", content), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...parts]);
}
