// How the page knows its program again, and finds the one that takes its place. Somebody else may listen there meanwhile:
// what they say is not believed, and they are sent no cookie.

const encoder = new TextEncoder();

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16));

const newNonce = (): string => hex(crypto.getRandomValues(new Uint8Array(32)));

interface Proofs {
  port: number;
  same: string;
  next: string | null;
}

/** Who answers: the program of this page, the address of the one that takes its place, or nobody to be believed. */
export type Answer = "same" | URL | null;

export class WayBack {
  readonly #key: Promise<CryptoKey>;

  /** With the secret of the program, in hexadecimal. */
  constructor(secret: string) {
    this.#key = crypto.subtle.importKey("raw", bytes(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
  }

  async look(): Promise<Answer> {
    const nonce = newNonce();
    const answer = await fetch(`/api/again?nonce=${nonce}`, { credentials: "omit", cache: "no-store", redirect: "error" }).catch(() => null);
    if (!answer?.ok) return null;
    const said = (await answer.json().catch(() => null)) as Proofs | null;
    if (said === null || !Number.isInteger(said.port)) return null;
    if (await this.#isProof(`same:${nonce}:${said.port}`, said.same)) return "same";
    if (!(await this.#isProof(`next:${nonce}:${said.port}`, said.next))) return null;
    return this.#ticket(said.port);
  }

  /** An address that lets this page in, once; with `&drive` into driver mode. */
  async #ticket(port: number): Promise<URL> {
    const nonce = newNonce();
    const proof = await crypto.subtle.sign("HMAC", await this.#key, encoder.encode(`ticket:${nonce}`));
    const to = new URL("/", location.origin);
    to.port = String(port);
    to.search = `again=${nonce}.${hex(new Uint8Array(proof))}`;
    return to;
  }

  async #isProof(words: string, proof: unknown): Promise<boolean> {
    if (typeof proof !== "string") return false;
    return crypto.subtle.verify("HMAC", await this.#key, bytes(proof), encoder.encode(words)).catch(() => false);
  }
}
