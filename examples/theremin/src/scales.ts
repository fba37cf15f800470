/** A choice of notes. */
export interface Scale {
  readonly id: string;
  readonly label: string;
  /** Semitones above C; null for any pitch at all. */
  readonly steps: readonly number[] | null;
}

export const scales: readonly Scale[] = [
  { id: 'pentatonic', label: 'Pentatonic', steps: [0, 2, 4, 7, 9] },
  { id: 'major', label: 'Major', steps: [0, 2, 4, 5, 7, 9, 11] },
  { id: 'minor', label: 'Minor', steps: [0, 2, 3, 5, 7, 8, 10] },
  { id: 'blues', label: 'Blues', steps: [0, 3, 5, 6, 7, 10] },
  { id: 'chromatic', label: 'Chromatic', steps: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
  { id: 'glide', label: 'Glide, no steps', steps: null },
];

/** The notes from the lowest to the highest that the dial reaches, as MIDI counts them: 60 is the C in the middle. */
export interface Compass {
  readonly lowest: number;
  readonly highest: number;
}

const lowestFor: Readonly<Record<number, number>> = { 1: 60, 2: 48, 3: 48, 4: 36 };

/** From a C to a C; about where people sing. */
export function compass(octaves: number): Compass {
  const lowest = lowestFor[octaves] ?? 48;
  return { lowest, highest: lowest + 12 * octaves };
}

/** The note that a value of -1..1 stands for; between two notes where it is between them. */
export function noteAt(value: number, { lowest, highest }: Compass): number {
  return lowest + ((value + 1) / 2) * (highest - lowest);
}

/** The value of -1..1 that stands for a note. */
export function valueFor(note: number, { lowest, highest }: Compass): number {
  return (2 * (note - lowest)) / (highest - lowest) - 1;
}

/** The notes of a scale within a compass; all of them where any pitch is one. */
export function notesOf({ steps }: Scale, { lowest, highest }: Compass): number[] {
  const all = Array.from({ length: highest - lowest + 1 }, (_, i) => lowest + i);
  return all.filter((note) => steps?.includes(note % 12) ?? true);
}

/** Hz, with the A above the middle C at 440. */
export function frequencyOf(note: number): number {
  return 440 * 2 ** ((note - 69) / 12);
}

const names = ['C', 'C♯', 'D', 'D♯', 'E', 'F', 'F♯', 'G', 'G♯', 'A', 'A♯', 'B'] as const;

/** E.g. "A4". */
export function nameOf(note: number): string {
  return `${letterOf(note)}${Math.floor(note / 12) - 1}`;
}

/** E.g. "A". */
export function letterOf(note: number): string {
  return names[((note % 12) + 12) % 12]!;
}
