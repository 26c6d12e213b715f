export type Theme = "light" | "dark";

/** The tones of the map. */
export interface Tones {
  theme: Theme;
  sea: string;
  glow: string;
  land: string;
  coast: string;
  river: string;
  border: string;
  country: string;
  city: string;
  halo: string;
  grid: string;
  /** The inside of a donut, and the number in it. */
  core: string;
  number: string;
  shadow: string;
  rim: string;
  select: string;
  hit: string;
  here: string;
  green: string;
  built: string;
  building: string;
  street: string;
  streetEdge: string;
  motorway: string;
  motorwayEdge: string;
  path: string;
  rail: string;
}

export const TONES: Record<Theme, Tones> = {
  light: {
    theme: "light",
    sea: "#cbdfea",
    glow: "#edf6fa",
    land: "#f7f5f0",
    coast: "#9fbccb",
    river: "#b3d0df",
    border: "#8d7c9c",
    country: "#857b95",
    city: "#414c5e",
    halo: "#fbfaf7",
    grid: "#64748b",
    core: "#ffffff",
    number: "#0f172a",
    shadow: "#0f172a",
    rim: "#ffffff",
    select: "#0f172a",
    hit: "#2563eb",
    here: "#2563eb",
    green: "#e3ead6",
    built: "#efebe3",
    building: "#e5dfd4",
    street: "#ffffff",
    streetEdge: "#ddd6ca",
    motorway: "#fbe3b0",
    motorwayEdge: "#e3c588",
    path: "#d3cabb",
    rail: "#c3bfc8",
  },
  dark: {
    theme: "dark",
    sea: "#0a131f",
    glow: "#17344c",
    land: "#18212e",
    coast: "#34506a",
    river: "#1c3b54",
    border: "#6b7f9e",
    country: "#8294ae",
    city: "#bcc8d8",
    halo: "#111925",
    grid: "#94a3b8",
    core: "#0f172a",
    number: "#f1f5f9",
    shadow: "#000000",
    rim: "#f8fafc",
    select: "#f8fafc",
    hit: "#60a5fa",
    here: "#3b82f6",
    green: "#1a2a2b",
    built: "#1c2735",
    building: "#243042",
    street: "#33425a",
    streetEdge: "#141d2a",
    motorway: "#5a5340",
    motorwayEdge: "#22211f",
    path: "#2c3a4f",
    rail: "#3a475c",
  },
};
