// The login of the device: asked for on the page, checked with WEBFLEET, and kept where the program keeps it.

import * as api from "../api.ts";
import { element, fill, set } from "../element.ts";
import { icon } from "../icons.ts";
import { t } from "../language.ts";
import type { LoggedIn, LoginFacts } from "../model.ts";
import { field } from "./field.ts";

/** The part of the dialog about the login; `done` is told of one that was kept. */
export function loginPart(facts: LoginFacts, done: (kept: LoggedIn) => void): HTMLElement {
  const root = element("section", { class: "setup-part", "aria-label": t.setup.login });
  const title = element("h3", {}, t.setup.login);
  const who = facts.from !== null && element("p", {}, t.setup.known(facts.user ?? "", facts.account ?? ""));
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
  const form = loginForm(done);
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

function loginForm(done: (kept: LoggedIn) => void): { root: HTMLElement; focus(): void } {
  const { fields } = t.setup;
  const send = (): void => void submit();
  const account = field("login-account", fields.account, t.setup.help.account, false, () => user.focus());
  const user = field("login-user", fields.user, t.setup.help.user, false, () => password.focus());
  const password = field("login-password", fields.password, t.setup.help.password, true, () => apikey.focus());
  const apikey = field("login-apikey", fields.apikey, t.setup.help.apikey, true, send);
  const told = element("p", { class: "setup-error", role: "alert", hidden: true });
  const button = element("button", { type: "button", class: "primary", id: "log-in", click: send }, t.setup.send);
  const show = element("button", { type: "button", class: "keys-switch", "aria-pressed": "false" }, icon("check"), t.setup.show);
  const root = element("div", { class: "setup-form", role: "group", "aria-label": t.setup.login });
  show.addEventListener("click", () => {
    const shown = root.classList.toggle("shown");
    set(show, "aria-pressed", shown ? "true" : "false");
  });
  const say = (text: string): void => {
    told.textContent = text;
    told.hidden = text === "";
  };

  const submit = async (): Promise<void> => {
    if (button.getAttribute("aria-disabled") === "true") return;
    const empty = [account, user, password, apikey].find((each) => each.value().trim() === "");
    if (empty) {
      say(t.setup.missing);
      empty.focus();
      return;
    }
    say("");
    set(button, "aria-disabled", "true");
    button.textContent = t.setup.asking;
    try {
      const kept = await api.logIn(account.value(), user.value(), password.value(), apikey.value());
      for (const each of [account, user, password, apikey]) each.clear();
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

  fill(root, account.root, user.root, password.root, apikey.root, show, told, button);
  return { root, focus: () => account.focus() };
}
