/** How well a text has the letters that were typed, in their order; undefined if it has not. Higher is better. */
export interface Match {
  score: number;
  /** Where in the text they are. */
  places: number[];
}

const AFTER_BREAK = /[/_\-. ]/;
/** What counts for a letter: at the beginning of a word, right after the one before, in the last name of a path. */
const [AT_WORD, NEXT, IN_NAME] = [8, 6, 3];

export function fuzzy(text: string, typed: string): Match | undefined {
  const wanted = typed.toLowerCase().replaceAll(" ", "");
  if (!wanted) return { score: 0, places: [] };
  const lower = text.toLowerCase();
  const name = lower.lastIndexOf("/") + 1;
  // The last name first: whoever types "views" means views.py and no folder of that name.
  const matches = [match(text, lower, wanted, name, name), match(text, lower, wanted, 0, name)];
  return matches.reduce((best, one) => (one && (!best || one.score > best.score) ? one : best), undefined);
}

function match(text: string, lower: string, wanted: string, from: number, name: number): Match | undefined {
  const places: number[] = [];
  let score = -text.length / 100;
  // All of it in one piece is what is meant, where there is one.
  const whole = lower.indexOf(wanted, from);
  let at = whole < 0 ? from : whole;
  for (const letter of wanted) {
    const place = lower.indexOf(letter, at);
    if (place < 0) return undefined;
    if (place === 0 || AFTER_BREAK.test(text[place - 1] ?? "")) score += AT_WORD;
    if (place === (places.at(-1) ?? -2) + 1) score += NEXT;
    if (place >= name) score += IN_NAME;
    places.push(place);
    at = place + 1;
  }
  return { score, places };
}

/** The best of some things by their text, the best first. */
export function best<T>(things: readonly T[], typed: string, textOf: (thing: T) => string, most: number) {
  return things
    .flatMap((thing) => {
      const found = fuzzy(textOf(thing), typed);
      return found ? [{ thing, ...found }] : [];
    })
    .sort((one, other) => other.score - one.score)
    .slice(0, most);
}
