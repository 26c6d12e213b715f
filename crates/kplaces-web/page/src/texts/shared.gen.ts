// Written by `cargo xtask docs` out of the program; a test sees that it is so.

export const shared = {
  en: {
    odd: {
      "no-position": "no position",
      "zero-position": "position 0,0, taken as none",
      "position-out-of-range": "position outside the globe, taken as none",
      "unreadable-position": "position that is not a number, taken as none",
      "radius-out-of-range": "radius outside 0 to 100 km, taken as none",
      "unreadable-radius": "radius that is not a number, taken as none",
      "unknown-colour": "colour name that is not one of the 16, kept as text",
      "no-name": "no name",
      "duplicate-key": "key used twice, the last row counts",
      "no-key": "neither uid nor number, row left out",
      "unreadable-row": "row that cannot be read, left out",
      "doubtful-row": "row too near to one that cannot be read, left out",
    },
    lost: {
      "groups": "all groups",
      "name": "the name",
      "position": "the position",
      "radius": "the radius",
      "colour": "the colour",
    },
  },
  de: {
    odd: {
      "no-position": "ohne Position",
      "zero-position": "Position 0, 0; gilt als keine",
      "position-out-of-range": "Position außerhalb der Erde; gilt als keine",
      "unreadable-position": "Position ist keine Zahl; gilt als keine",
      "radius-out-of-range": "Radius über 100 km oder unter 0; gilt als keiner",
      "unreadable-radius": "Radius ist keine Zahl; gilt als keiner",
      "unknown-colour": "Farbe ist keine der 16 bekannten; als Text behalten",
      "no-name": "ohne Namen",
      "duplicate-key": "Schlüssel doppelt; die letzte Zeile gilt",
      "no-key": "ohne Schlüssel und Nummer; ausgelassen",
      "unreadable-row": "Zeile nicht lesbar; ausgelassen",
      "doubtful-row": "Zeile zu nahe an einer nicht lesbaren; ausgelassen",
    },
    lost: {
      "groups": "alle Gruppen",
      "name": "den Namen",
      "position": "die Position",
      "radius": "den Radius",
      "colour": "die Farbe",
    },
  },
};
