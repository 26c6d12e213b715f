// A visit with a browser profile that stays, for `cargo xtask prove-privacy` to search:
// `node profile.mjs LINK PLACE PROFILE LOG`, with a login to type in KPLACES_VISIT_LOGIN. Prints the hosts that the browser asked, as JSON.

import { launchWithProfile } from "./stage/chromium.mjs";
import { logIn, throughEverything } from "./stage/journey.mjs";
import { hosts, IPV6_PROBE, logTo } from "./stage/net-log.mjs";
import { endAll } from "./stage/scratch.mjs";
import { DESK, state } from "./stage/visit.mjs";

const [link, place, profile, log] = process.argv.slice(2);
try {
  const context = await launchWithProfile(profile, {
    args: logTo(log),
    context: { ...DESK, locale: "en-GB", reducedMotion: "reduce" },
  });
  context.setDefaultTimeout(60_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = context.pages()[0];
  await page.goto(link);
  await state(page);
  await throughEverything(page, place);
  await logIn(page, JSON.parse(process.env.KPLACES_VISIT_LOGIN));
  await context.close();
  const asked = await hosts(log);
  console.log(JSON.stringify(asked.filter((host) => host !== IPV6_PROBE)));
} finally {
  await endAll();
}
