// The one script that the page may load later is the map's worker; anything else that wants to
// become script, and every text that wants to become HTML, is refused by the browser.

interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
}

export const WORKER = new URL("/worker.mjs", location.origin).href;

const { trustedTypes } = globalThis as { trustedTypes?: Policies };
trustedTypes?.createPolicy("default", {
  createScriptURL(url) {
    if (new URL(url, location.origin).href !== WORKER) throw new TypeError("script refused");
    return url;
  },
});
