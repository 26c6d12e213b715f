// The login of the device: asked for on the page, checked with WEBFLEET, and kept where the program keeps it.

import * as api from "../api.ts";
import { element, fill, set } from "../element.ts";
import { icon } from "../icons.ts";
import { t } from "../language.ts";
import type { LoggedIn, LoginFacts } from "../model.ts";
import { complaint } from "./complaint.ts";
import { field } from "./field.ts";

/** The part of the dialog about the login; `done` is told of one that was kept. */
export function loginPart(facts: LoginFacts, done: (kept: LoggedIn) => void): HTMLElement {
  const root = element("section", { class: "setup-part", "aria-label": t.setup.login });
  const title = element("h3", {}, t.setup.login);
  const who = facts.from !== null && element("p", {}, t.setup.known(facts.user ?? "", facts.account ?? ""));
  if (facts.set_by !== null) {
    fill(root, title, who, element("p", { class: "note" }, `${t.setup.setElsewhere} ${facts.set_by}`));
    return root;
  }
  if (facts.locked !== null) {
    fill(
      root,
      title,
      who,
      element("p", { class: "note" }, `${t.setup.locked} ${facts.locked}`),
      element("p", { class: "note" }, `${t.setup.terminal} `, element("code", {}, "3kplaces login")),
    );
    return root;
  }
  const form = loginForm(facts.seals, done);
  if (facts.from === null) {
    fill(root, title, element("p", { class: "note" }, t.setup.why), form.root);
    return root;
  }
  const other = element("button", { type: "button", id: "other-login" }, t.setup.other);
  other.addEventListener("click", () => {
    other.replaceWith(form.root);
    form.focus();
  });
  fill(root, title, who, other);
  return root;
}

function loginForm(seals: boolean, done: (kept: LoggedIn) => void): { root: HTMLElement; focus(): void } {
  const { fields } = t.setup;
  const send = (): void => void submit();
  const account = field("login-account", fields.account, t.setup.help.account, false, () => user.focus());
  const user = field("login-user", fields.user, t.setup.help.user, false, () => password.focus());
  const password = field("login-password", fields.password, t.setup.help.password, true, () => apikey.focus());
  const apikey = field("login-apikey", fields.apikey, t.setup.help.apikey, true, () => (seals ? passphrase.focus() : send()));
  const passphrase = field("login-passphrase", t.setup.passphrase.label, t.setup.passphrase.rule, true, () => again.focus());
  const again = field("login-passphrase-again", t.setup.passphrase.again, "", true, send);
  const all = [account, user, password, apikey, ...(seals ? [passphrase, again] : [])];
  const { told, say } = complaint();
  const button = element("button", { type: "button", class: "primary", id: "log-in", click: send }, t.setup.send);
  const show = element("button", { type: "button", class: "dialog-switch", "aria-pressed": "false" }, icon("check"), t.setup.show);
  const root = element("div", { class: "setup-form", role: "group", "aria-label": t.setup.login });
  show.addEventListener("click", () => {
    const shown = root.classList.toggle("shown");
    set(show, "aria-pressed", shown ? "true" : "false");
  });
  const submit = async (): Promise<void> => {
    if (button.getAttribute("aria-disabled") === "true") return;
    const empty = all.find((each) => each.value().trim() === "");
    if (empty) {
      say(t.setup.missing(empty.label));
      empty.focus();
      return;
    }
    if (seals && passphrase.value() !== again.value()) {
      say(t.setup.passphrase.differ);
      again.clear();
      again.focus();
      return;
    }
    say("");
    set(button, "aria-disabled", "true");
    button.textContent = t.setup.asking;
    try {
      const kept = await api.logIn({
        account: account.value(),
        user: user.value(),
        password: password.value(),
        apikey: apikey.value(),
        passphrase: seals ? passphrase.value() : "",
      });
      for (const each of all) each.clear();
      done(kept);
    } catch (error) {
      if (error instanceof api.Refused) say(error.message);
      else if (error instanceof api.Unreachable) say(t.setup.unreachable);
      else throw error;
    } finally {
      set(button, "aria-disabled", null);
      button.textContent = t.setup.send;
    }
  };

  fill(
    root,
    account.root,
    user.root,
    password.root,
    apikey.root,
    seals && element("p", { class: "note" }, t.setup.passphrase.why),
    ...(seals ? [passphrase.root, again.root] : []),
    show,
    element("div", { class: "setup-send" }, told, button),
  );
  return { root, focus: () => account.focus() };
}
