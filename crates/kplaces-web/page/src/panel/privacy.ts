// What is processed on this device, in the words of the program.

import * as api from "../api.ts";
import { showDialog } from "../dialog.ts";
import { element } from "../element.ts";
import { t } from "../language.ts";
import type { Block, Entry, Paper, Sentence } from "../model.ts";

/** Opens at once and is filled when the program has answered. */
export async function showPrivacy(): Promise<void> {
  const body = element("div", { class: "paper", tabindex: "0", role: "document", "aria-label": t.privacy.title, "aria-busy": "true" });
  body.append(element("p", { class: "note" }, t.loading));
  showDialog(t.privacy.title, body);
  try {
    const { device, network, statement } = await api.privacy(t.tag);
    body.replaceChildren(
      element("h3", {}, t.privacy.device),
      entries(device, statement),
      element("h3", {}, t.privacy.network),
      entries(network, statement),
      element("h3", {}, statement.title),
      entries(statement.about, statement),
      ...statement.sections.flatMap(({ title, blocks }, n) => [
        element("h4", {}, `${n + 1}. ${title}`),
        ...blocks.map((block) => drawn(block, statement)),
      ]),
      ...evidence(statement),
    );
  } catch (error) {
    if (!(error instanceof api.Unreachable || error instanceof api.Refused)) throw error;
    body.replaceChildren(element("p", { role: "alert" }, t.privacy.failed));
  } finally {
    body.removeAttribute("aria-busy");
  }
}

function drawn(block: Block, paper: Paper): HTMLElement {
  switch (block.kind) {
    case "paragraph":
      return element("p", {}, ...sentences(block.sentences, paper));
    case "list":
      return element("ul", {}, ...block.items.map((item) => element("li", {}, ...sentences(item.sentences, paper))));
    case "entries":
      return entries(block.entries, paper);
  }
}

function entries(all: Entry[], paper: Paper): HTMLElement {
  const list = element("dl", {});
  for (const { label, sentences: said, blank } of all) {
    const text = sentences(said, paper);
    list.append(
      element("dt", {}, label),
      element("dd", {}, ...(blank ? [element("span", { class: "blank" }, t.privacy.blank), " (", ...text, ")"] : text)),
    );
  }
  return list;
}

/** The numbers behind a sentence lead to the promises in the annex. */
function sentences(all: Sentence[], { evidence: { claims } }: Paper): (Node | string)[] {
  return all.flatMap(({ text, claims: made }, n) => {
    const numbers = claims.flatMap(({ id }, at) => (made.includes(id) ? [at + 1] : []));
    const mark = numbers.length > 0 ? ` [${numbers.join(", ")}]` : "";
    return [...(n > 0 ? [" "] : []), ...commands(text), mark];
  });
}

/** Commands stand between backticks. */
function commands(text: string): (Node | string)[] {
  const parts = text.split("`");
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, n) => (n % 2 === 1 ? element("code", {}, part) : part));
}

function evidence({ evidence: { title, introduction, claims, proofs } }: Paper): HTMLElement[] {
  const list = element("ol", {});
  for (const { text, proofs: names } of claims) {
    list.append(element("li", {}, ...commands(text), " ", element("span", { class: "note" }, names.join(", "))));
  }
  const explained = element("dl", {});
  for (const { id, text } of proofs) explained.append(element("dt", {}, id), element("dd", {}, ...commands(text)));
  return [element("h4", {}, title), element("p", {}, ...commands(introduction)), list, explained];
}
