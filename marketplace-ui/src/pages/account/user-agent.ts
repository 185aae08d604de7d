/** What a browser calls itself is long and mostly untrue: these are the parts that tell, the telling ones first. */
const PROGRAMS: [RegExp, string][] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bMicroMessenger\//, "WeChat"],
  [/\bFirefox\//, "Firefox"],
  [/\bHeadlessChrome\//, "Chromium"],
  [/\b(Chrome|CriOS)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
  [/^curl\//, "curl"],
  [/^mspf\//, "mspf"],
];
const SYSTEMS: [RegExp, string][] = [
  [/\bHarmonyOS|OpenHarmony\b/, "HarmonyOS"],
  [/\bAndroid\b/, "Android"],
  [/\biPhone|iPad\b/, "iOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/** `Firefox · Linux` for a `User-Agent`; as much of it as nobody knows. */
export function programOf(userAgent: string): string {
  const find = (known: [RegExp, string][]) => known.find(([pattern]) => pattern.test(userAgent))?.[1];
  const names = [find(PROGRAMS), find(SYSTEMS)].filter((name) => name !== undefined);
  return names.join(" · ") || userAgent.slice(0, 60);
}
