/** A semantic version, as far as its order and its successors go. */
interface Parsed {
  numbers: [number, number, number];
  tag: string[];
}

const PATTERN =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/;

export function parse(version: string): Parsed | undefined {
  const [whole, major, minor, patch, tag] = PATTERN.exec(version) ?? [];
  if (whole === undefined) return undefined;
  return { numbers: [Number(major), Number(minor), Number(patch)], tag: tag ? tag.split(".") : [] };
}

/** Below 0 if `one` comes before `other`; by the rules of semver.org, 11. */
export function compare(one: string, other: string): number {
  const [a, b] = [parse(one), parse(other)];
  if (!a || !b) return Number(Boolean(a)) - Number(Boolean(b));
  for (const [place, number] of a.numbers.entries()) {
    const difference = number - (b.numbers[place] ?? 0);
    if (difference) return difference;
  }
  if (!a.tag.length || !b.tag.length) return b.tag.length - a.tag.length;
  for (const [place, part] of a.tag.entries()) {
    const difference = compareParts(part, b.tag[place]);
    if (difference) return difference;
  }
  return a.tag.length - b.tag.length;
}

function compareParts(one: string, other: string | undefined): number {
  if (other === undefined) return 1;
  const [a, b] = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (a && b) return Number(one) - Number(other);
  if (a !== b) return a ? -1 : 1;
  return one < other ? -1 : Number(one > other);
}

export interface Steps {
  patch: string;
  minor: string;
  major: string;
}

/** What can come after a version. */
export function next(version: string): Steps {
  const { numbers, tag } = parse(version) ?? { numbers: [0, 0, 0], tag: [] };
  const [major, minor, patch] = numbers;
  return {
    // The release that a candidate is for comes after it.
    patch: tag.length ? `${major}.${minor}.${patch}` : `${major}.${minor}.${patch + 1}`,
    minor: `${major}.${minor + 1}.0`,
    major: `${major + 1}.0.0`,
  };
}

/** The newest of some versions. */
export const newest = (versions: string[]): string | undefined => [...versions].sort(compare).at(-1);

/** The number in a manifest's `[plugin]`. */
export function inManifest(toml: string): string | undefined {
  const section = /^\[plugin\]\s*$([\s\S]*?)(?=^\[|$(?![\s\S]))/m.exec(toml)?.[1];
  return /^version\s*=\s*["']([^"']+)["']/m.exec(section ?? "")?.[1];
}

/** The number to begin with: what the manifest says if that is new, else the next one. */
export function suggestion(taken: string[], manifest: string | undefined): string {
  const last = newest(taken);
  if (manifest && parse(manifest) && (!last || compare(manifest, last) > 0)) return manifest;
  return last ? next(last).patch : "1.0.0";
}
