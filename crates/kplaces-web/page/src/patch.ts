// Changes what is there instead of replacing it, so that the focus and a press in it survive.

/** Makes an element like another, which is used up. Listeners stay those of the first. */
export function become(node: Element, like: Element): void {
  attributes(node, like);
  const there = [...node.childNodes];
  const wanted = [...like.childNodes];
  wanted.forEach((child, at) => {
    const old = there[at];
    if (!old) node.append(child);
    else if (old.isEqualNode(child)) return;
    else if (old instanceof Element && child instanceof Element && old.tagName === child.tagName) become(old, child);
    else old.replaceWith(child);
  });
  for (const old of there.slice(wanted.length)) old.remove();
}

function attributes(node: Element, like: Element): void {
  for (const name of node.getAttributeNames()) if (!like.hasAttribute(name) && name !== "style") node.removeAttribute(name);
  for (const name of like.getAttributeNames()) {
    const value = like.getAttribute(name) ?? "";
    if (name !== "style" && node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
  // The page's policy forbids the attribute, but not its contents one by one.
  if (styled(node) && styled(like) && node.style.cssText !== like.style.cssText) node.style.cssText = like.style.cssText;
}

function styled(node: Element): node is HTMLElement | SVGElement {
  return node instanceof HTMLElement || node instanceof SVGElement;
}

/** Puts children in order; the one with the focus is not moved, as it would lose it. */
export function arrange(parent: Element, wanted: Element[]): void {
  const focused = wanted.findIndex((each) => each.contains(document.activeElement));
  const still = Math.max(0, focused);
  const anchor = wanted[still];
  if (!anchor) return;
  if (anchor.parentElement !== parent) parent.prepend(anchor);
  let at = anchor;
  for (const each of wanted.slice(0, still).reverse()) {
    if (at.previousElementSibling !== each) at.before(each);
    at = each;
  }
  at = anchor;
  for (const each of wanted.slice(still + 1)) {
    if (at.nextElementSibling !== each) at.after(each);
    at = each;
  }
}
