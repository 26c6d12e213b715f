// A WEBFLEET whose account has names that somebody made up with bad intent: the stand-in, with its
// names replaced on the way.

import { createServer, request } from "node:http";

import { atTheEnd } from "./scratch.mjs";

/** Passes everything on to `url`, and replaces texts in the answers; gives its own address. */
export async function renaming(url, names) {
  const to = new URL(url);
  const server = createServer((asked, answer) => {
    const headers = { ...asked.headers, host: to.host, "accept-encoding": "identity" };
    const onward = request({ host: to.hostname, port: to.port, path: asked.url, method: asked.method, headers });
    onward.on("response", async (answered) => {
      const chunks = [];
      for await (const chunk of answered) chunks.push(chunk);
      let text = Buffer.concat(chunks).toString("utf8");
      for (const [from, to] of Object.entries(names)) text = text.replaceAll(from, to.replaceAll('"', '""'));
      const { "transfer-encoding": _, ...rest } = answered.headers;
      const body = Buffer.from(text);
      answer.writeHead(answered.statusCode, { ...rest, "content-length": body.length }).end(body);
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  atTheEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}${to.pathname}`;
}
