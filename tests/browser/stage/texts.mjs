// Everything a page ever says, also for a moment only, or to a screen reader.

/** Collects from now on, in pages that this context opens. */
export async function collectTexts(context) {
  await context.addInitScript(() => {
    const said = new Set();
    globalThis.saidTexts = said;
    const ATTRIBUTES = ["aria-label", "title", "aria-placeholder", "data-hint", "placeholder", "alt"];
    const read = (node) => {
      if (node.nodeType === Node.TEXT_NODE) said.add(node.data.trim());
      if (node.nodeType !== Node.ELEMENT_NODE || node.closest("bdi")) return;
      for (const name of ATTRIBUTES) if (node.hasAttribute(name)) said.add(node.getAttribute(name).trim());
      for (const child of node.childNodes) read(child);
    };
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) [target, ...addedNodes].forEach(read);
    }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
}

/** What it said, without numbers and empty texts. */
export async function texts(page) {
  const said = await page.evaluate(() => [...globalThis.saidTexts]);
  return said.filter((text) => /\p{L}{2}/u.test(text));
}
