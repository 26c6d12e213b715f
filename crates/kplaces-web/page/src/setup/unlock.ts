// The passphrase of the login, where it is sealed with one: the program keeps it as long as it runs.

import * as api from "../api.ts";
import { closeDialog, showDialog } from "../dialog.ts";
import { element, set } from "../element.ts";
import { t } from "../language.ts";
import { complaint } from "./complaint.ts";
import { field } from "./field.ts";

/** Asks for it; `done` is told when it opens the login. */
export function showUnlock(done: () => void): void {
  const passphrase = field("unlock-passphrase", t.setup.passphrase.label, t.setup.passphrase.kept, true, () => void submit());
  const { told, say } = complaint();
  const button = element("button", { type: "button", class: "primary", click: () => void submit() }, t.setup.passphrase.open);
  const submit = async (): Promise<void> => {
    if (button.getAttribute("aria-disabled") === "true") return;
    if (passphrase.value() === "") {
      say(t.setup.missing(passphrase.label));
      return passphrase.focus();
    }
    set(button, "aria-disabled", "true");
    try {
      await api.unlock(passphrase.value());
      passphrase.clear();
      closeDialog();
      done();
    } catch (error) {
      if (error instanceof api.Refused) say(error.kind === "passphrase" ? t.setup.passphrase.wrong : error.message);
      else if (error instanceof api.Unreachable) say(t.setup.unreachable);
      else throw error;
      passphrase.replace();
    } finally {
      set(button, "aria-disabled", null);
    }
  };
  showDialog(t.setup.passphrase.enter, element("div", { class: "setup-form" }, passphrase.root, told, button));
  passphrase.focus();
}
