// Sets the device up: its login, and the groups it takes. For whoever looks after the device, on a PC or on site.

import * as api from "../api.ts";
import { closeDialog, showDialog } from "../dialog.ts";
import { element, fill } from "../element.ts";
import { t } from "../language.ts";
import { groupsPart } from "./groups.ts";
import { loginPart } from "./login.ts";

/** Opens at once and is filled when the program has answered. `sync` brings what was chosen, of these groups if any. */
export async function showSetup(sync: (groups?: string[]) => void, say: (text: string) => void): Promise<void> {
  const body = element("div", { class: "setup", "aria-busy": "true" }, element("p", { class: "note" }, t.loading));
  showDialog(t.setup.title, body);
  const goOn = (groups?: string[]): void => {
    closeDialog();
    sync(groups);
  };
  try {
    const { login, groups } = await api.setup();
    fill(
      body,
      loginPart(login, ({ warnings }) => {
        if (warnings.length === 0) return goOn();
        // What is to be known is read before it goes on.
        const next = element("button", { type: "button", class: "primary", click: () => goOn() }, t.setup.goOn);
        fill(body, element("div", { role: "alert" }, ...warnings.map((text) => element("p", {}, text))), next);
        next.focus();
      }),
      groups && login.from !== null && groupsPart(groups, goOn, closeDialog, say),
    );
    body.querySelector<HTMLElement>(".field-box, button")?.focus();
  } catch (error) {
    if (!(error instanceof api.Unreachable || error instanceof api.Refused)) throw error;
    const why = error instanceof api.Refused ? error.message : t.setup.unreachable;
    fill(body, element("p", { role: "alert" }, why));
  } finally {
    body.removeAttribute("aria-busy");
  }
}
