/** What to do about a zip that was refused, by the codes of refusals (`docs/package-format.md`). */
const ADVICE: [codes: RegExp, advice: string][] = [
  [/^package\.(secret_file|private_key)$/, "secret"],
  [/^package\.(path_\w+|name_not_utf8|link|special_file|duplicate_name|file_and_folder)$/, "path"],
  [/^package\.(\w*too_large|too_many_entries|zip_bomb)$/, "size"],
  [/^package\.encrypted$/, "encrypted"],
  [/^package\.(no_manifest|empty|version1_\w+|django_project)$/, "no_manifest"],
  [/^package\.(missing_\w+|no_such_file)$|^manifest\./, "manifest"],
  [/^package\./, "damaged"],
];

/** The key of the advice; undefined where there is none. */
export const adviceFor = (codes: string[]): string | undefined =>
  ADVICE.find(([pattern]) => codes.some((code) => pattern.test(code)))?.[1];
