// Chromium's own account of what it asked the network for: also what no page can see, such as
// questions of the browser about the page.

import { readFile } from "node:fs/promises";

/** Chromium connects a socket to this address to see whether there is IPv6; nothing is sent. */
export const IPV6_PROBE = "[2001:4860:4860::8888]";

/** Makes Chromium write it; it is whole when Chromium has ended. */
export const logTo = (file) => [`--log-net-log=${file}`, "--net-log-capture-mode=IncludeSensitive"];

/** Every host that was asked for, looked up or connected to. */
export async function hosts(file) {
  const { events, constants } = JSON.parse(await readFile(file, "utf8"));
  const types = Object.entries(constants.logEventTypes);
  const names = new Map(types.map(([name, number]) => [number, name]));
  const found = new Set();
  for (const { type, params = {} } of events) {
    const { url, host, address, address_list: list = [] } = params;
    if (/^(https?|wss?):/.test(url ?? "")) found.add(new URL(url).hostname);
    const name = names.get(type);
    if (host && name.startsWith("HOST_RESOLVER")) found.add(hostname(host));
    if (name.startsWith("TCP_CONNECT") || name.startsWith("UDP_CONNECT")) {
      for (const each of [address, ...list]) if (each) found.add(hostname(each));
    }
  }
  return [...found].sort();
}

/** Of `https://host:443`, `host:443`, `1.2.3.4:80`, `[::1]:80`. */
function hostname(text) {
  return text.replace(/^[a-z]+:\/\//, "").replace(/:\d+$/, "");
}
