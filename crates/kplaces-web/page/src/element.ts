type Child = Node | string | null | undefined | false;
type Value = string | number | boolean | null | undefined | EventListenerOrEventListenerObject;

/**
 * Makes an element. A property that is a function becomes an event listener, any other an
 * attribute; `false`, `null` and `undefined` leave it out. Texts stay texts.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") made.addEventListener(name, value as EventListener);
    else set(made, name, value as Exclude<Value, EventListenerOrEventListenerObject>);
  }
  made.append(...children.filter((child): child is Node | string => Boolean(child)));
  return made;
}

/** Sets an attribute, or removes it. */
export function set(
  element: Element,
  name: string,
  value: string | number | boolean | null | undefined,
): void {
  if (value === false || value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** Replaces what is inside. */
export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
}

/** A name from outside, kept from turning the direction of the text around it. */
export function name(text: string): HTMLElement {
  return element("bdi", {}, text);
}
