import type { AlertsChoice, At, By, Facts, Filter, Fix, Here, Order, Row, Spot, SyncState, ThemeChoice } from "./model.ts";
import type { Target } from "./navigation.ts";
import { Signal } from "./signal.ts";

/** All that the parts of the page share. Nothing of it outlives the page. */
export class State {
  readonly facts: Signal<Facts>;
  readonly by: Signal<By>;
  readonly filter = new Signal<Filter>({ g: [], c: [] });
  readonly order = new Signal<Order>("distance");
  readonly query = new Signal("");
  readonly spot = new Signal<Spot | null>(null);
  readonly selected = new Signal<Row | null>(null);
  /** The row that the pointer or the keyboard is at. */
  readonly pointed = new Signal<Row | null>(null);
  readonly hits = new Signal<Row[]>([]);
  /** The position that is searched for, where the text is one. */
  readonly around = new Signal<At | null>(null);
  /** Where the device was when the list was last sorted. */
  readonly here = new Signal<Here | null>(null);
  /** The device has moved since then, and the list waits for its driver. */
  readonly moved = new Signal<Here | null>(null);
  /** Whether distances from the device are wanted. */
  readonly positioned: Signal<boolean>;
  /** A driver has asked for distances from the middle of the map. */
  readonly fromCentre = new Signal(false);
  /** Where the device is. */
  readonly dot = new Signal<Here | null>(null);
  /** The same with all that the browser says. */
  readonly fix = new Signal<Fix | null>(null);
  /** How places that come near are told. */
  readonly alerts: Signal<AlertsChoice>;
  /** The middle of the map, as far as the user moved it. */
  readonly centre: Signal<At>;
  /** The middle of the map, where it has gone from there by itself. */
  readonly drifted = new Signal<At | null>(null);
  readonly theme: Signal<ThemeChoice>;
  readonly drive = new Signal(false);
  /** Whether there is a map beside the list. */
  readonly mapped = new Signal(true);
  /** What places are handed to for navigation. */
  readonly target: Signal<Target>;
  /** The same where it was chosen on a page, and not set. */
  readonly navigation: Signal<Target | null>;
  /** The place that nothing on this device has taken for navigation. */
  readonly unopened = new Signal<Row | null>(null);
  readonly sync: Signal<SyncState>;

  /** `set` is the target of the settings. */
  constructor(facts: Facts, set: Target) {
    this.facts = new Signal(facts);
    this.theme = new Signal(facts.map.choices.theme);
    this.positioned = new Signal(facts.map.choices.position);
    this.alerts = new Signal(facts.features.alerts ? facts.map.choices.alerts : "off");
    this.by = new Signal<By>(facts.features.groups ? "group" : "colour");
    this.centre = new Signal(middle(facts));
    this.navigation = new Signal(facts.map.choices.navigation);
    this.target = new Signal(this.navigation.value ?? set);
    this.sync = new Signal(facts.sync);
  }

  /** Where distances are counted from. */
  get from(): At {
    return this.around.value ?? this.spot.value ?? this.here.value ?? this.centre.value;
  }

  /** Where the middle of the map is, if distances are from where it was before. */
  get earlier(): At | null {
    return this.around.value || this.spot.value || this.here.value ? null : this.drifted.value;
  }

  /** Has distances counted from where the middle of the map is now. */
  sortAnew(): void {
    const middle = this.earlier;
    this.drifted.value = null;
    if (middle) this.centre.value = middle;
  }

  get filtered(): boolean {
    return this.filter.value.g.length + this.filter.value.c.length > 0;
  }
}

function middle(facts: Facts): At {
  const [west, south, east, north] = facts.bounds ?? [6, 47, 15, 55];
  return { lat: (south + north) / 2, lon: (west + east) / 2 };
}
