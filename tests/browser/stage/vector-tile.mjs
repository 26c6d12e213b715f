// A vector tile (Mapbox Vector Tile 2.1) with a few shapes, as the page's streets have them.

const SHAPES = { point: 1, line: 2, area: 3 };
const EXTENT = 4096;

const varint = (n) => {
  const bytes = [];
  for (; n > 127; n = Math.floor(n / 128)) bytes.push((n % 128) | 128);
  return [...bytes, n];
};
const number = (field, n) => [...varint(field << 3), ...varint(n)];
const bytes = (field, content) => [...varint((field << 3) | 2), ...varint(content.length), ...content];
const text = (field, words) => bytes(field, [...Buffer.from(words)]);
const zigzag = (n) => (n << 1) ^ (n >> 31);

function geometry(shape, corners) {
  let [x, y] = [0, 0];
  const step = ([toX, toY]) => {
    const moved = [zigzag(toX - x), zigzag(toY - y)];
    [x, y] = [toX, toY];
    return moved;
  };
  const [first, ...rest] = corners;
  const out = [(1 << 3) | 1, ...step(first)];
  if (rest.length > 0) out.push((rest.length << 3) | 2, ...rest.flatMap(step));
  if (shape === "area") out.push((1 << 3) | 7);
  return out.flatMap(varint);
}

/** Layers by name, each a list of `[shape, corners, attributes]`; corners in units of 4096 to a side. */
export function vectorTile(layers) {
  const content = Object.entries(layers).flatMap(([name, features]) => {
    const keys = [];
    const values = [];
    const index = (list, item) => {
      if (!list.includes(item)) list.push(item);
      return list.indexOf(item);
    };
    const drawn = features.flatMap(([shape, corners, attributes]) => {
      const tags = Object.entries(attributes).flatMap(([key, value]) => [index(keys, key), index(values, value)]);
      return bytes(2, [...bytes(2, tags.flatMap(varint)), ...number(3, SHAPES[shape]), ...bytes(4, geometry(shape, corners))]);
    });
    return bytes(3, [
      ...number(15, 2),
      ...text(1, name),
      ...drawn,
      ...keys.flatMap((key) => text(3, key)),
      ...values.flatMap((value) => bytes(4, typeof value === "number" ? number(5, value) : text(1, value))),
      ...number(5, EXTENT),
    ]);
  });
  return Buffer.from(content);
}
