import "./trusted.ts";

import * as api from "./api.ts";
import { element, fill } from "./element.ts";
import { t } from "./language.ts";
import { canDraw, startWorkers } from "./map/create.ts";
import { Banner } from "./panel/banner.ts";
import { start } from "./start.ts";

/** Asks until the program answers; without its first answer there is nothing to show. */
async function begin(): Promise<void> {
  document.documentElement.dataset["state"] = "loading";
  if (canDraw()) startWorkers();
  try {
    const [facts] = await Promise.all([
      api.facts(),
      // Letters of the map are drawn from the page's font, which has to be there before.
      ...["400 16px Inter", "600 16px Inter", '600 16px "Inter SemiBold"'].map((font) =>
        document.fonts.load(font, "Aä").catch(() => []),
      ),
    ]);
    await start(facts);
  } catch (error) {
    const banner = new Banner();
    fill(document.body, element("main", { "aria-label": t.panel }, banner.root));
    if (api.lost.value) banner.lost();
    else if (error instanceof api.Unreachable) banner.gone();
    else if (error instanceof api.Refused) banner.failed(error.kind, error.message);
    else banner.failed("internal", String(error));
    throw error;
  }
}

void begin();
